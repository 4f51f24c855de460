package io.leat.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"leat " + text()};
    }

    /** For example {@code 0.1.0-SNAPSHOT}; {@code development} when the classes do not come from a jar. */
    static String text() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
