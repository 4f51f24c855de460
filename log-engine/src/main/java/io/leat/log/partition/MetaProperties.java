package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * The file {@code meta.properties} of a log directory: whose it is. Version 1, as KRaft nodes write it.
 *
 * @param nodeId {@code node.id} of the broker that made it
 * @param clusterId 16 bytes in URL-safe base64
 * @param directoryId the id of this directory; zero if a Kafka before 3.7 wrote the file
 */
public record MetaProperties(int nodeId, String clusterId, Uuid directoryId) {
    public static final String FILE = "meta.properties";

    /**
     * Reads what {@link #write} wrote, or Kafka did.
     *
     * @throws org.apache.kafka.common.errors.CorruptRecordException if it is not of this form
     */
    public static MetaProperties read(byte[] content) {
        Properties properties = parse(content);
        String version = required(properties, "version");
        if (!version.equals("1")) {
            throw CheckpointLines.corrupt(FILE, "it has version=" + version + "; only version=1 (KRaft) is known");
        }
        int nodeId = (int) CheckpointLines.number(FILE, required(properties, "node.id"));
        String clusterId = required(properties, "cluster.id");
        String directoryId = properties.getProperty("directory.id");
        return new MetaProperties(nodeId, clusterId, directoryId == null ? Uuid.ZERO_UUID : uuid(directoryId));
    }

    public byte[] write() {
        return "#\nversion=1\nnode.id=%d\ncluster.id=%s\ndirectory.id=%s\n"
                .formatted(nodeId, clusterId, directoryId)
                .getBytes(UTF_8);
    }

    private static Properties parse(byte[] content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // A string does not fail to be read.
        } catch (IllegalArgumentException e) {
            throw CheckpointLines.corrupt(FILE, String.valueOf(e.getMessage()));
        }
        return properties;
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw CheckpointLines.corrupt(FILE, "it has no " + key);
        }
        return value;
    }

    private static Uuid uuid(String text) {
        try {
            return Uuid.fromString(text);
        } catch (IllegalArgumentException e) {
            throw CheckpointLines.corrupt(FILE, "directory.id \"" + text + "\" is not an id");
        }
    }
}
