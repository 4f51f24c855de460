package io.leat.connector.csv.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files of one partition hold, as of their last flush: the content of the {@code .state} file, as JSON.
 *
 * @param version of this layout, {@value #VERSION}
 * @param next the offset after the last record whose rows are in the files
 * @param until a user set the offset back: as long as {@code next} is below this, a committed offset ahead of {@code next} is
 *     from before that, and the sink must ask for {@code next}; 0 if nobody did
 * @param active the file being written, null between two files
 * @param columns the header of the last file, so that the next one is no narrower (C1)
 * @param marks earlier positions, oldest first, for a rewind: offset and file length belong together
 */
public record FileState(
        int version, long next, long until, @Nullable Active active, List<String> columns, List<Mark> marks) {
    static final int VERSION = 1;
    /** Four hours of marks at Connect's {@code offset.flush.interval.ms} of a minute; older rewinds go to the start of a file. */
    private static final int MAX_MARKS = 256;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /**
     * The file being written.
     *
     * @param name without {@link FileNames#PART}
     * @param bytes its length at the flush; what is beyond was never covered, and is cut
     * @param opened when it was begun, in epoch milliseconds
     */
    public record Active(String name, long bytes, long opened) {}

    /** All records below {@code next} end at {@code bytes} of the file {@code name}. */
    public record Mark(long next, String name, long bytes) {}

    public FileState {
        columns = List.copyOf(columns);
        marks = List.copyOf(marks);
    }

    /** Before the first file: nothing is covered yet, and records from {@code next} on will be. */
    public static FileState startingAt(long next) {
        return new FileState(VERSION, next, 0, null, List.of(), List.of());
    }

    /** After a flush of {@code name} at {@code bytes}; it stays {@code active} or is finished. */
    public FileState flushed(long next, Active file, boolean finished, List<String> columns) {
        var grown = new ArrayList<Mark>(marks);
        grown.add(new Mark(next, file.name(), file.bytes()));
        List<Mark> kept = grown.subList(Math.max(0, grown.size() - MAX_MARKS), grown.size());
        return new FileState(VERSION, next, until, finished ? null : file, columns, kept);
    }

    /** The same files, which now cover everything below {@code next}: what lay between made no rows. */
    public FileState at(long next) {
        return new FileState(VERSION, next, until, active, columns, marks);
    }

    /** Cut back by a user: {@code active} and everything after it is to be written again from {@code next} on. */
    public FileState cutTo(long next, @Nullable Active active, List<String> columns) {
        List<Mark> left = marks.stream().filter(mark -> mark.next() <= next).toList();
        return new FileState(VERSION, next, Math.max(until, this.next), active, columns, left);
    }

    /** Whether the sink must ask for {@code next}, because the committed offset may be from before a rewind. */
    public boolean rewound() {
        return next < until;
    }

    public byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings is always JSON", e);
        }
    }

    /**
     * Reads {@link #toJson} back.
     *
     * @throws IOException if {@code json} is no state of this version; says why
     */
    public static FileState ofJson(byte[] json) throws IOException {
        FileState state = JSON.readValue(json, FileState.class);
        if (state == null || state.version != VERSION) {
            throw new IOException("its version is not " + VERSION);
        }
        return state;
    }
}
