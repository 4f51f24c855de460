package io.leat.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.log.disk.ReadOnlyFile;
import io.leat.log.group.GroupRecordCodec;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.record.EndMarker;
import io.leat.log.segment.BatchScan;
import io.leat.log.transaction.TransactionRecordCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A segment: its batches, and if that is asked for the records in them. */
final class DumpedLog {
    private static final String[] CODECS = {"none", "gzip", "snappy", "lz4", "zstd"};

    /** What of it is printed. */
    static final class What {
        @Option(names = "--deep-iteration", description = "Records, not only batches.")
        private boolean deep;

        @Option(names = "--print-data-log", description = "Records with their keys and values.")
        private boolean print;

        @Option(names = "--skip-record-metadata", description = "Of records only keys and values.")
        private boolean bare;

        @Option(names = "--offsets-decoder", description = "Reads records as those of __consumer_offsets.")
        private boolean offsets;

        @Option(names = "--transaction-log-decoder", description = "Reads records as those of __transaction_state.")
        private boolean transactions;

        @Option(names = "--max-bytes", paramLabel = "N", description = "Reads only so many bytes.")
        private int maxBytes = Integer.MAX_VALUE;

        boolean prints() {
            return print || offsets || transactions;
        }

        boolean isDeep() {
            return deep || prints();
        }
    }

    private final ReadOnlyFile file;
    private final long baseOffset;
    private final What what;
    private final DumpOut out;

    DumpedLog(ReadOnlyFile file, long baseOffset, What what, DumpOut out) {
        this.file = file;
        this.baseOffset = baseOffset;
        this.what = what;
        this.out = out;
    }

    /** Whether all batches are what their checksums say, up to the end. */
    boolean dump() {
        out.say("Log starting offset: " + baseOffset);
        BatchScan scan = new BatchScan(file, 0, file.size());
        for (BatchView batch = scan.next(); batch != null; batch = scan.next()) {
            if (scan.position() + batch.sizeInBytes() > what.maxBytes) {
                return true;
            }
            dump(batch, scan.position());
        }
        if (scan.position() >= what.maxBytes || scan.fault() == null) {
            return true;
        }
        return out.wrong(
                "from byte %d of %d on nothing is readable: %s".formatted(scan.position(), file.size(), scan.fault()));
    }

    private void dump(BatchView batch, long position) {
        out.found(line(batch, position), json -> {
            describe(batch, position, json);
            if (what.isDeep()) {
                ArrayNode records = json.putArray("records");
                each(batch, reader -> describe(batch, reader, records.addObject()));
            }
        });
        if (what.isDeep() && !out.isJson()) {
            each(batch, reader -> out.say(line(batch, reader)));
        }
    }

    private interface Look {
        void at(BatchReader reader);
    }

    private static void each(BatchView batch, Look look) {
        BatchReader reader = new BatchReader().open(batch);
        while (reader.next()) {
            look.at(reader);
        }
    }

    private static String line(BatchView it, long position) {
        OptionalLong horizon = it.hasDeleteHorizon() ? OptionalLong.of(it.baseTimestamp()) : OptionalLong.empty();
        return ("baseOffset: %d lastOffset: %d count: %d baseSequence: %d lastSequence: %d producerId: %d producerEpoch: %d"
                        + " partitionLeaderEpoch: %d isTransactional: %s isControl: %s deleteHorizonMs: %s position: %d %s: %d"
                        + " size: %d magic: %d compresscodec: %s crc: %d isvalid: true")
                .formatted(
                        it.baseOffset(),
                        it.lastOffset(),
                        it.count(),
                        it.baseSequence(),
                        it.lastSequence(),
                        it.producerId(),
                        it.producerEpoch(),
                        it.leaderEpoch(),
                        it.isTransactional(),
                        it.isControl(),
                        horizon,
                        position,
                        it.timestampType(),
                        it.maxTimestamp(),
                        it.sizeInBytes(),
                        it.magic(),
                        codec(it),
                        Integer.toUnsignedLong(it.crc()));
    }

    private static String codec(BatchView batch) {
        return batch.codecId() < CODECS.length ? CODECS[batch.codecId()] : "codec " + batch.codecId();
    }

    private static void describe(BatchView it, long position, ObjectNode json) {
        json.put("baseOffset", it.baseOffset())
                .put("lastOffset", it.lastOffset())
                .put("count", it.count())
                .put("baseSequence", it.baseSequence())
                .put("lastSequence", it.lastSequence())
                .put("producerId", it.producerId())
                .put("producerEpoch", it.producerEpoch())
                .put("partitionLeaderEpoch", it.leaderEpoch())
                .put("isTransactional", it.isTransactional())
                .put("isControl", it.isControl())
                .put("position", position)
                .put("timestampType", it.timestampType().name)
                .put("maxTimestamp", it.maxTimestamp())
                .put("size", it.sizeInBytes())
                .put("magic", it.magic())
                .put("compression", codec(it))
                .put("crc", Integer.toUnsignedLong(it.crc()));
        if (it.hasDeleteHorizon()) {
            json.put("deleteHorizonMs", it.baseTimestamp());
        }
    }

    private String line(BatchView batch, BatchReader it) {
        StringBuilder line = new StringBuilder("|");
        if (!what.bare) {
            line.append(" offset: %d %s: %d keySize: %d valueSize: %d sequence: %d headerKeys: %s"
                    .formatted(
                            it.offset(),
                            batch.timestampType(),
                            it.timestamp(),
                            it.keySize(),
                            it.valueSize(),
                            sequence(batch, it),
                            Arrays.stream(it.headers()).map(Header::key).collect(Collectors.joining(",", "[", "]"))));
        }
        EndMarker marker = EndMarker.of(batch);
        if (batch.isControl()) {
            line.append(
                    marker == null
                            ? " controlType: UNKNOWN"
                            : " endTxnMarker: %s coordinatorEpoch: %d"
                                    .formatted(marker.commit() ? "COMMIT" : "ABORT", marker.coordinatorEpoch()));
        } else if (what.prints()) {
            Optional<Object> decoded = decoded(it);
            if (decoded.isPresent()) {
                return line.append(" payload: ").append(decoded.get()).toString();
            }
            byte[] key = it.key();
            byte[] value = it.value();
            line.append(key == null ? "" : " key: " + text(key))
                    .append(value == null ? "" : " payload: " + text(value));
        }
        return line.toString();
    }

    private static int sequence(BatchView batch, BatchReader it) {
        return batch.baseSequence() < 0
                ? BatchView.NO_SEQUENCE
                : (int) (batch.baseSequence() + it.offset() - batch.baseOffset()) & Integer.MAX_VALUE;
    }

    /** What a record of one of the broker's own topics means; empty if it is not to be read as one, or is of an unknown kind. */
    private Optional<Object> decoded(BatchReader it) {
        byte[] key = it.key();
        byte[] value = it.value();
        if (key == null || !(what.offsets || what.transactions)) {
            return Optional.empty();
        }
        ByteBuffer content = value == null ? null : ByteBuffer.wrap(value);
        return what.offsets
                ? GroupRecordCodec.decode(ByteBuffer.wrap(key), content).map(Object.class::cast)
                : TransactionRecordCodec.decode(ByteBuffer.wrap(key), content).map(Object.class::cast);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private void describe(BatchView batch, BatchReader it, ObjectNode json) {
        json.put("offset", it.offset())
                .put("timestamp", it.timestamp())
                .put("keySize", it.keySize())
                .put("valueSize", it.valueSize())
                .put("sequence", sequence(batch, it));
        ArrayNode headers = json.putArray("headerKeys");
        Arrays.stream(it.headers()).map(Header::key).forEach(headers::add);
        EndMarker marker = EndMarker.of(batch);
        if (marker != null) {
            json.put("endTxnMarker", marker.commit() ? "COMMIT" : "ABORT")
                    .put("coordinatorEpoch", marker.coordinatorEpoch());
        } else if (what.prints()) {
            put(json, "key", it.key());
            put(json, "value", it.value());
            decoded(it).ifPresent(record -> json.put("means", record.toString()));
        }
    }

    private static void put(ObjectNode json, String name, byte @Nullable [] bytes) {
        if (bytes != null) {
            json.put(name, text(bytes));
        }
    }
}
