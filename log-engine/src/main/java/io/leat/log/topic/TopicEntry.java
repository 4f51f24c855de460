package io.leat.log.topic;

import java.util.Map;
import org.apache.kafka.common.Uuid;

/** A topic in the catalogue; {@code configs} are only those it sets itself. */
public record TopicEntry(Uuid id, String name, int partitions, Map<String, String> configs) {}
