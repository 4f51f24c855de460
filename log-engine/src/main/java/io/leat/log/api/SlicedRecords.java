package io.leat.log.api;

import io.leat.log.segment.Slice;
import java.io.IOException;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.record.internal.DefaultRecordsSend;
import org.apache.kafka.common.record.internal.TransferableRecords;

/** Records that go from their file to the socket without passing through this process, where the system can do that. */
record SlicedRecords(Slice slice) implements TransferableRecords {

    @Override
    public int sizeInBytes() {
        return slice.length();
    }

    @Override
    public DefaultRecordsSend<SlicedRecords> toSend() {
        return new DefaultRecordsSend<>(this);
    }

    @Override
    public int writeTo(TransferableChannel channel, int position, int length) throws IOException {
        int count = Math.min(length, slice.length() - position);
        return (int) slice.transfer(position, count, channel::transferFrom);
    }
}
