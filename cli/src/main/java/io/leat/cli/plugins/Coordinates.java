package io.leat.cli.plugins;

import io.leat.cli.Problem;
import java.util.regex.Pattern;

/**
 * What Maven calls a plugin.
 *
 * @param version empty for the latest release
 */
record Coordinates(String group, String artifact, String version) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9._-]+");

    /** Reads {@code GROUP:ARTIFACT[:VERSION]}. */
    static Coordinates parse(String text) {
        String[] parts = text.split(":", -1);
        boolean wellFormed = parts.length == 2 || parts.length == 3;
        for (String part : parts) {
            wellFormed &= PART.matcher(part).matches() && !part.startsWith(".");
        }
        if (!wellFormed) {
            throw Problem.wrongInput(
                    "'" + text + "' is not GROUP:ARTIFACT or GROUP:ARTIFACT:VERSION.",
                    "Write for example io.debezium:debezium-connector-postgres:3.7.0.Final.");
        }
        return new Coordinates(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    boolean hasVersion() {
        return !version.isEmpty();
    }

    Coordinates withVersion(String chosen) {
        return new Coordinates(group, artifact, chosen);
    }

    /** The folder it is installed in. */
    String folder() {
        return artifact + "-" + version;
    }

    @Override
    public String toString() {
        return group + ":" + artifact + (hasVersion() ? ":" + version : "");
    }
}
