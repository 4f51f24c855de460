package io.leat.log.broker;

import io.leat.log.partition.PartitionLog;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A partition of this broker: the log itself, and a bell that rings when there is more to read. */
public interface Partition {

    TopicPartition name();

    Uuid topicId();

    /** The log, to read from; appends go through the broker. */
    PartitionLog log();

    /** True once its topic is deleted or its log directory failed; appends and reads fail then. */
    boolean gone();

    /** Runs {@code bell} after each move of the high watermark, on the appending thread: it must be quick and not block. */
    void watch(Runnable bell);

    void unwatch(Runnable bell);
}
