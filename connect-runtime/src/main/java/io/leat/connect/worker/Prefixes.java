package io.leat.connect.worker;

import java.util.HashMap;
import java.util.Map;

/** Settings that belong together by the beginning of their names. */
final class Prefixes {
    private Prefixes() {}

    /** The settings whose names begin with {@code prefix}, without it. */
    static Map<String, String> strip(Map<String, String> settings, String prefix) {
        Map<String, String> stripped = new HashMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                stripped.put(name.substring(prefix.length()), value);
            }
        });
        return stripped;
    }
}
