package io.leat.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Writes settings the way Kafka's scripts read them. */
final class PropertiesFile {
    private PropertiesFile() {}

    static void write(Path file, Map<String, String> settings) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        try (var out = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
            properties.store(out, null);
        }
    }
}
