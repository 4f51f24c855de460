package io.leat.connect.plugin;

import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** A plugin cannot be used: its name fits none or several, or its class cannot be loaded or instantiated. */
public final class PluginException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Reason {
        /** No plugin has the name. */
        UNKNOWN,
        /** Several plugins answer to the name. */
        AMBIGUOUS,
        /** The version asked for is neither a version nor a range. */
        BAD_VERSION,
        /** The plugin is there, in other versions. */
        NO_SUCH_VERSION,
        /** The plugin is there and its code cannot be used. */
        BROKEN;

        /** Whether another version in the configuration would mend it. */
        public boolean isVersion() {
            return this == BAD_VERSION || this == NO_SUCH_VERSION;
        }
    }

    private final Reason reason;

    PluginException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
