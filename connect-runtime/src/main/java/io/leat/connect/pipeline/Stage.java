package io.leat.connect.pipeline;

/** Where in the line a record failed, by the names of Kafka Connect's error reports (KIP-298). */
public enum Stage {
    TRANSFORMATION,
    KEY_CONVERTER,
    VALUE_CONVERTER,
    HEADER_CONVERTER,
    /** The sink task itself, which reported the record through its {@code ErrantRecordReporter} (KIP-610). */
    TASK_PUT
}
