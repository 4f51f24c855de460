package io.leat.connect.worker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of Kafka Connect that this version does not carry out. They are errors, not silence: a connector that relies on
 * one would lose records, or something else it was promised.
 */
final class Refused {
    private Refused() {}

    /** The error for each setting in {@code config} that is not carried out, by name. */
    static Map<String, String> in(Map<String, String> config) {
        Map<String, String> errors = new LinkedHashMap<>();
        refuse(
                errors,
                config,
                "offsets.storage.topic",
                "keeps all source offsets in the worker's topic",
                "Leave it out.");
        return errors;
    }

    private static void refuse(
            Map<String, String> errors, Map<String, String> config, String name, String why, String instead) {
        String value = config.getOrDefault(name, "");
        if (!value.isBlank()) {
            errors.put(name, message(name, value, why, instead));
        }
    }

    private static String message(String name, String value, String why, String instead) {
        return "Invalid value " + value + " for configuration " + name + ": This version of Leat " + why + ". "
                + instead;
    }
}
