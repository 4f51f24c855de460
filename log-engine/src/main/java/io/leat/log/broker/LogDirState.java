package io.leat.log.broker;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A folder of {@code log.dirs} as it is now.
 *
 * @param online whether it works; if not, the rest is unknown
 * @param sizes bytes of each partition in it
 * @param totalBytes of the file system that it is on
 * @param usableBytes of these
 */
public record LogDirState(
        String path, boolean online, Map<TopicPartition, Long> sizes, long totalBytes, long usableBytes) {}
