package io.leat.log.disk;

import java.io.IOException;

/** A folder is owned already, by another process or by this one. */
final class InUseException extends IOException {
    private static final long serialVersionUID = 1;

    InUseException(String path) {
        super("another process is using " + path + ". Stop it first, or give this one a folder of its own (log.dirs)");
    }
}
