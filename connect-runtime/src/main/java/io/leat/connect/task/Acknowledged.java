package io.leat.connect.task;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Whether a task wants to hear of each record. Most do not, and a call with metadata of its own costs as much as the append. */
final class Acknowledged {
    private Acknowledged() {}

    static boolean listensTo(SourceTask task) {
        try {
            return task.getClass()
                            .getMethod("commitRecord", SourceRecord.class, RecordMetadata.class)
                            .getDeclaringClass()
                    != SourceTask.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("SourceTask has no commitRecord", e);
        }
    }
}
