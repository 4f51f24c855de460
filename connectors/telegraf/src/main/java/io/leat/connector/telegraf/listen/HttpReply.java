package io.leat.connector.telegraf.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.leat.lineprotocol.LineError;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * What a sender hears. The JSON of an error has {@code error}, as InfluxDB 1 has it, and {@code code} and {@code message}, as
 * InfluxDB 2; of bad lines also {@code line}, {@code errors}, {@code accepted} and {@code rejected}.
 *
 * @param retryAfter seconds, or 0
 * @param body JSON, or nothing
 */
record HttpReply(int status, int retryAfter, String body) {

    static HttpReply written() {
        return new HttpReply(204, 0, "");
    }

    static HttpReply notFound(String path) {
        return error(404, "not found", "there is no '" + path + "'; write to /write, /api/v2/write or /telegraf");
    }

    static HttpReply notAllowed(String method) {
        return error(405, "method not allowed", "the method is " + method + "; lines are sent with POST");
    }

    static HttpReply badRequest(String reason) {
        return error(400, "invalid", reason);
    }

    static HttpReply tooLarge(int limit) {
        return error(
                413,
                "request too large",
                "the body has more than " + limit + " bytes; send smaller batches, or raise http.body.max.bytes");
    }

    static HttpReply busy() {
        return new HttpReply(429, 1, json("too many requests", "the queue is full; send it again"));
    }

    static HttpReply late(long millis) {
        return new HttpReply(
                503, 1, json("unavailable", "the lines are not in the log after " + millis + " ms; send them again"));
    }

    /** Some lines were bad, the others are in the log: InfluxDB's partial write. */
    static HttpReply partial(LineReader.Lines lines) {
        LineError first = lines.errors.get(0);
        String message = "partial write: " + first.message() + " (" + lines.records.size() + " lines written, "
                + lines.bad + " refused)";
        String errors = lines.errors.stream()
                .map(e -> "{\"line\":" + e.line() + ",\"column\":" + e.column() + ",\"reason\":" + quote(e.reason())
                        + "}")
                .collect(Collectors.joining(","));
        return new HttpReply(
                400,
                0,
                "{\"code\":\"invalid\",\"error\":" + quote(message) + ",\"message\":" + quote(message) + ",\"line\":"
                        + first.line() + ",\"accepted\":" + lines.records.size() + ",\"rejected\":" + lines.bad
                        + ",\"errors\":[" + errors + "]}");
    }

    private static HttpReply error(int status, String code, String message) {
        return new HttpReply(status, 0, json(code, message));
    }

    private static String json(String code, String message) {
        return "{\"code\":" + quote(code) + ",\"error\":" + quote(message) + ",\"message\":" + quote(message) + "}";
    }

    private static String quote(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    void send(HttpExchange exchange) throws IOException {
        if (retryAfter > 0) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(retryAfter));
        }
        if (body.isEmpty()) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
