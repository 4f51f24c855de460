package io.leat.log.disk;

import java.io.IOException;
import java.util.Locale;
import org.apache.kafka.common.errors.KafkaStorageException;

/**
 * The disk failed. Says what was attempted, on which file, and at which byte, so that one log line is enough. Clients
 * get it as Kafka's {@code KAFKA_STORAGE_ERROR}, which they retry.
 */
public final class StorageException extends KafkaStorageException {
    private static final long serialVersionUID = 1;

    private final boolean noSpace;
    private final boolean inUse;

    /**
     * @param attempted the verb of the message, "append to"
     * @param file the file's path
     * @param position the byte at which it failed
     */
    public StorageException(String attempted, String file, long position, IOException cause) {
        super(message(attempted, file, position, cause), cause);
        this.noSpace = saysNoSpace(cause);
        this.inUse = cause instanceof InUseException;
    }

    /** Whether the disk, or the user's share of it, is full: it may work again once there is space. */
    public boolean noSpace() {
        return noSpace;
    }

    /** Whether nothing failed, but another process, or this one, owns the folder. */
    public boolean inUse() {
        return inUse;
    }

    private static String message(String attempted, String file, long position, IOException cause) {
        String advice = saysNoSpace(cause) ? ". Free some space; nothing acknowledged is lost" : "";
        return "Cannot %s %s at byte %d: %s%s".formatted(attempted, file, position, reason(cause), advice);
    }

    private static String reason(IOException cause) {
        String said = cause.getMessage();
        return said == null ? cause.getClass().getSimpleName() : said;
    }

    /** Java knows the error number by its text alone. */
    private static boolean saysNoSpace(IOException cause) {
        String said = reason(cause).toLowerCase(Locale.ROOT);
        return said.contains("no space left") || said.contains("quota exceeded") || said.contains("disk full");
    }
}
