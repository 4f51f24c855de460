package io.leat.connect.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others away from a worker that trusts everybody who can reach it. A page may make its visitor's
 * browser send requests to the visitor's own machine; the browser says in {@code Origin} whose page it is (CSRF), and in
 * {@code Host} by which name it found the machine (DNS rebinding).
 */
@PreMatching
final class BrowserGuard implements ContainerRequestFilter {
    private final boolean loopbackOnly;
    private final boolean everyOrigin;
    private final List<Pattern> origins;

    /**
     * For pages of this worker and those of {@code origins}.
     *
     * @param loopbackOnly whether only this machine can reach the worker, so that {@code Host} must name this machine
     * @param origins regular expressions, or {@code *} for all
     */
    BrowserGuard(boolean loopbackOnly, List<String> origins) {
        this.loopbackOnly = loopbackOnly;
        this.everyOrigin = origins.contains("*");
        this.origins = origins.stream()
                .filter(origin -> !origin.equals("*"))
                .map(Pattern::compile)
                .toList();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String host = request.getHeaderString("Host");
        String origin = request.getHeaderString("Origin");
        if (origin != null && !isPageOf(origin, host) && !isAllowed(origin)) {
            throw new RestException(
                    403,
                    "A page of another site, " + origin
                            + ", may not use this worker. If it should, add its origin to access.control.allow.origin.");
        }
        if (loopbackOnly && !isThisMachine(host)) {
            throw new RestException(
                    403,
                    "The worker listens on the loopback address and was called by the name " + host
                            + ". Call it localhost or by its address, or set listeners to an address of the network.");
        }
    }

    private boolean isAllowed(String origin) {
        return everyOrigin
                || origins.stream().anyMatch(allowed -> allowed.matcher(origin).matches());
    }

    private static boolean isPageOf(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return scheme >= 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static boolean isThisMachine(@Nullable String host) {
        if (host == null) {
            return true; // HTTP/1.0: no browser
        }
        try {
            String name = URI.create("http://" + host).getHost();
            return name != null
                    && (name.toLowerCase(Locale.ROOT).equals("localhost")
                            || name.startsWith("[")
                            || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
