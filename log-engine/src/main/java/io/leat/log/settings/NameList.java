package io.leat.log.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Names of settings in a file of the jar, one a line; lines with a {@code #} are for people. */
final class NameList {
    private NameList() {}

    static Set<String> read(String file) {
        try (InputStream names = NameList.class.getResourceAsStream(file)) {
            if (names == null) {
                throw new IllegalStateException(file + " is missing in the jar");
            }
            return new String(names.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
