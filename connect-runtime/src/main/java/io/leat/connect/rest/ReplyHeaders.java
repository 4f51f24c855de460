package io.leat.connect.rest;

import java.time.InstantSource;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives every reply the headers of {@code response.http.headers.config}. */
final class ReplyHeaders extends Handler.Wrapper {
    private final List<HeaderRule> rules;
    private final InstantSource clock;

    ReplyHeaders(List<HeaderRule> rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        rules.forEach(rule -> rule.apply(headers, clock.millis()));
        return super.handle(request, response, callback);
    }
}
