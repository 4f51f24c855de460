package io.leat.connector.telegraf;

import java.util.Optional;

/** The version in the module's jar. */
final class Version {
    static final String TEXT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Version() {}
}
