package io.leat.log.group;

import org.apache.kafka.common.Uuid;

/** A partition by its topic's id: one of a topic that was made anew is another. */
public record IdPartition(Uuid topicId, int partition) {}
