package io.leat.connector.csv.file;

import java.io.IOException;

/** The files are not what the state file says: going on could lose or double rows, so a person must decide. */
public final class FilesDisagreeException extends IOException {
    private static final long serialVersionUID = 1;

    FilesDisagreeException(String message) {
        super(message);
    }
}
