package io.leat.log.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** How an administrator's request ended: with a value, or with one of Kafka's errors and its message. */
record AdminOutcome(String error, String text) {

    /** A request by the name of what is wrong with it. */
    interface Request {
        @Nullable
        Object send(Admin admin) throws Exception;
    }

    static AdminOutcome of(Callable<@Nullable Object> request) {
        try {
            return new AdminOutcome("none", String.valueOf(request.call()));
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            return new AdminOutcome(why.getClass().getSimpleName(), String.valueOf(why.getMessage()));
        } catch (Exception e) {
            return new AdminOutcome(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    /** Whether this says what Kafka says, and perhaps adds what to do. */
    boolean saysWhatIsSaidBy(AdminOutcome kafka) {
        return error.equals(kafka.error) && text.startsWith(kafka.text);
    }

    /** Judges the creation of a topic. */
    static Request create(NewTopic topic) {
        return admin -> admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(true))
                .all()
                .get();
    }

    static Request grow(String topic, NewPartitions partitions) {
        return admin -> admin.createPartitions(Map.of(topic, partitions)).all().get();
    }

    static Request alter(ConfigResource resource, OpType type, String name, @Nullable String value) {
        return admin -> admin.incrementalAlterConfigs(
                        Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry(name, value), type))))
                .all()
                .get();
    }
}
