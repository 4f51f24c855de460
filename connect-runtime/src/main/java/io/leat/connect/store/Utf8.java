package io.leat.connect.store;

import java.nio.charset.StandardCharsets;

/** Keys of the worker's topics are UTF-8, read and written without loss. */
final class Utf8 {
    private Utf8() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
