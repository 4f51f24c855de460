package io.leat.log.api;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * OffsetCommit, version 1, which Kafka 4 does not serve any more and clients of Go that do not ask for versions still send. It says the
 * same as version 2, but for a time with each partition instead of one retention for all; so it is read as that.
 *
 * <pre>
 *   1   group generation member           topics[ name partitions[ number offset time metadata? ] ]
 *   2   group generation member retention topics[ name partitions[ number offset      metadata? ] ]
 * </pre>
 */
public final class OffsetCommitOne {
    private static final short ONE = 1;
    private static final short TWO = 2;
    private static final long DEFAULT_RETENTION = -1;

    private OffsetCommitOne() {}

    public static boolean isOne(RequestHeader header) {
        return header.apiKey() == ApiKeys.OFFSET_COMMIT && header.apiVersion() == ONE;
    }

    /** The header of the same request in version 2, whose answer is the same as well. */
    public static RequestHeader header(RequestHeader one) {
        return new RequestHeader(ApiKeys.OFFSET_COMMIT, TWO, one.clientId(), one.correlationId());
    }

    /**
     * The request in version 2.
     *
     * @param in what follows the header, in version 1
     * @throws java.nio.BufferUnderflowException if it ends too early
     */
    public static ByteBuffer body(ByteBuffer in) {
        ByteBuffer out = ByteBuffer.allocate(in.remaining() + Long.BYTES);
        text(in, out);
        out.putInt(in.getInt());
        text(in, out);
        out.putLong(DEFAULT_RETENTION);
        for (int topics = count(in, out); topics > 0; topics--) {
            text(in, out);
            for (int partitions = count(in, out); partitions > 0; partitions--) {
                out.putInt(in.getInt());
                out.putLong(in.getLong());
                in.getLong();
                text(in, out);
            }
        }
        return out.flip();
    }

    private static int count(ByteBuffer in, ByteBuffer out) {
        int count = in.getInt();
        out.putInt(count);
        return count;
    }

    private static void text(ByteBuffer in, ByteBuffer out) {
        short length = in.getShort();
        out.putShort(length);
        for (int left = length; left > 0; left--) {
            out.put(in.get());
        }
    }
}
