package io.leat.connect.pipeline;

/** Where in the line a record failed, by the names of Kafka Connect's error reports (KIP-298). */
public enum Stage {
    TRANSFORMATION,
    KEY_CONVERTER,
    VALUE_CONVERTER,
    HEADER_CONVERTER,
    /** The sink task itself: it rejected the record, or reported it through its {@code ErrantRecordReporter} (KIP-610). */
    TASK_PUT,
    /** The log, which did not take what a source task returned. */
    KAFKA_PRODUCE
}
