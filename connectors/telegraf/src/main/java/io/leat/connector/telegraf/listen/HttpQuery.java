package io.leat.connector.telegraf.listen;

import io.leat.lineprotocol.Precision;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The query of a request. */
final class HttpQuery {
    private HttpQuery() {}

    /**
     * The parameter {@code precision}, or {@code otherwise} without one.
     *
     * @throws IllegalArgumentException if it is no precision
     */
    static Precision precision(URI uri, Precision otherwise) {
        String value = parameter(uri.getQuery(), "precision");
        return value == null || value.isEmpty() ? otherwise : Precision.of(value);
    }

    private static @Nullable String parameter(@Nullable String query, String name) {
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return pair.substring(name.length() + 1);
                }
            }
        }
        return null;
    }
}
