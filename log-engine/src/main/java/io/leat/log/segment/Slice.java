package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import java.io.IOException;

/**
 * Bytes of a segment on their way to a reader elsewhere, who verifies them. They stay readable when the segment is dropped, for as
 * long as dropped files are kept.
 *
 * @param position of the first batch in the file
 * @param length bytes; the last batch may be cut
 */
public record Slice(AppendFile file, int position, int length) {

    /** Has {@code target} take bytes from {@code from}, counted from the start of the slice, on; returns how many it took. */
    public long transfer(int from, int count, AppendFile.Target target) throws IOException {
        return file.transfer(position + from, count, target);
    }
}
