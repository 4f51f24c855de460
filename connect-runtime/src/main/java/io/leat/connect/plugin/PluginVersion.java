package io.leat.connect.plugin;

import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;
import org.jspecify.annotations.Nullable;

/** Versions of plugins, by Maven's rules as in Kafka Connect (KIP-891): {@code 1.2-rc1} is before {@code 1.2}. Pure. */
final class PluginVersion {
    private static final String LATEST = "latest";

    private PluginVersion() {}

    static int compare(String left, String right) {
        return new DefaultArtifactVersion(left).compareTo(new DefaultArtifactVersion(right));
    }

    /** What a configuration asks for: this very version, a range, or whatever is the latest. */
    sealed interface Requirement {
        record Latest() implements Requirement {}

        record In(String text, VersionRange range) implements Requirement {
            boolean admits(String version) {
                return range.containsVersion(new DefaultArtifactVersion(version));
            }
        }

        /**
         * Reads a setting's value. A bare version is that version and no other.
         *
         * @throws PluginException if it is neither a version nor a range
         */
        static Requirement of(@Nullable String text) {
            String wanted = text == null ? LATEST : text.trim();
            if (wanted.isEmpty() || wanted.equals(LATEST)) {
                return new Latest();
            }
            try {
                boolean range = wanted.startsWith("[") || wanted.startsWith("(");
                // Maven takes a bare version as a recommendation that any version meets.
                return new In(wanted, VersionRange.createFromVersionSpec(range ? wanted : "[" + wanted + "]"));
            } catch (InvalidVersionSpecificationException e) {
                throw new PluginException(
                        PluginException.Reason.BAD_VERSION,
                        "Invalid version " + wanted + ": " + e.getMessage()
                                + ". Write a version such as 1.2.3, or a range such as [1.2,2.0).",
                        e);
            }
        }
    }
}
