package io.leat.connect.plugin;

import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** A plugin cannot be used: its name fits none or several, or its class cannot be loaded or instantiated. */
public final class PluginException extends ConnectException {
    private static final long serialVersionUID = 1;

    PluginException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
