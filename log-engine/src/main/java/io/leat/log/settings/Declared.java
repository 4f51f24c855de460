package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** The one place where broker settings are declared: name, type, default, bounds and what they mean. */
final class Declared {
    private Declared() {}

    static ConfigDef settings() {
        ConfigDef def = new ConfigDef();
        defineNode(def);
        ListenerSettings.define(def);
        SecuritySettings.define(def);
        defineRetention(def);
        defineSegments(def);
        defineMessages(def);
        CleanerSettings.define(def);
        defineGroups(def);
        ConsumerGroupSettings.define(def);
        TransactionSettings.define(def);
        defineReplicas(def);
        return def;
    }

    private static void defineNode(ConfigDef def) {
        def.define("node.id", INT, 1, atLeast(0), HIGH, "The id of this node.")
                .define("broker.id", INT, -1, HIGH, "The older name of node.id.")
                .define(
                        "log.dir",
                        LIST,
                        "./leat-data/log",
                        ValidList.anyNonDuplicateValues(false, false),
                        HIGH,
                        "Where the log is kept (supplemental to log.dirs).")
                .define(
                        "log.dirs",
                        LIST,
                        null,
                        ValidList.anyNonDuplicateValues(false, true),
                        HIGH,
                        "Folders where the log is kept, separated by commas. A new partition goes where the fewest are; a folder that fails takes only its own partitions offline.")
                .define(
                        "num.recovery.threads.per.data.dir",
                        INT,
                        2,
                        atLeast(1),
                        HIGH,
                        "Threads per folder that open partitions at the start.")
                .define(
                        "auto.create.topics.enable",
                        BOOLEAN,
                        true,
                        HIGH,
                        "Whether a topic is made when it is first written to or read from.")
                .define("delete.topic.enable", BOOLEAN, true, HIGH, "Whether topics may be deleted.")
                .define(
                        "num.partitions",
                        INT,
                        1,
                        atLeast(1),
                        MEDIUM,
                        "Partitions of a topic that is created without a number.");
    }

    private static void defineRetention(ConfigDef def) {
        def.define(
                        "log.retention.ms",
                        LONG,
                        null,
                        HIGH,
                        "How long records are kept, in milliseconds; -1: for ever. If not set, log.retention.minutes is used.")
                .define(
                        "log.retention.minutes",
                        INT,
                        null,
                        HIGH,
                        "How long records are kept, in minutes. If not set, log.retention.hours is used.")
                .define("log.retention.hours", INT, 168, HIGH, "How long records are kept, in hours.")
                .define(
                        "log.retention.bytes",
                        LONG,
                        -1L,
                        HIGH,
                        "Bytes a partition may have before its oldest segments go; -1: no limit.")
                .define(
                        "log.retention.check.interval.ms",
                        LONG,
                        300_000L,
                        atLeast(1),
                        MEDIUM,
                        "How often retention looks for segments to delete.")
                .define(
                        "log.cleanup.policy",
                        LIST,
                        "delete",
                        ValidList.in("compact", "delete"),
                        MEDIUM,
                        "What happens to old segments of topics that do not say.")
                .define(
                        "log.segment.delete.delay.ms",
                        LONG,
                        60_000L,
                        atLeast(0),
                        HIGH,
                        "How long a deleted file stays before it is removed from the disk.");
    }

    private static void defineSegments(ConfigDef def) {
        def.define("log.segment.bytes", INT, 1 << 30, atLeast(1 << 20), HIGH, "Bytes of a segment file.")
                .defineInternal(TopicConfigs.INTERNAL_SEGMENT_BYTES, INT, null, LOW)
                .define(
                        "log.roll.ms",
                        LONG,
                        null,
                        HIGH,
                        "When a new segment is begun though the last is not full. If not set, log.segment.ms, then log.roll.hours are used.")
                .define("log.segment.ms", LONG, null, HIGH, "Another name of log.roll.ms.")
                .define("log.roll.hours", INT, 168, atLeast(1), HIGH, "As log.roll.ms, in hours.")
                .define(
                        "log.roll.jitter.ms",
                        LONG,
                        null,
                        HIGH,
                        "The most that is taken at random from log.roll.ms. If not set, log.roll.jitter.hours is used.")
                .define("log.roll.jitter.hours", INT, 0, atLeast(0), HIGH, "As log.roll.jitter.ms, in hours.")
                .define("log.index.size.max.bytes", INT, 10 << 20, atLeast(4), MEDIUM, "Bytes of an offset index.")
                .define(
                        "log.index.interval.bytes",
                        INT,
                        4096,
                        atLeast(0),
                        MEDIUM,
                        "Bytes of log per entry of the offset index.")
                .define(
                        "log.preallocate",
                        BOOLEAN,
                        false,
                        TopicConfigs::refusePreallocation,
                        MEDIUM,
                        "Whether a new segment file gets its size at once.")
                .define(
                        "log.flush.interval.messages",
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        HIGH,
                        "Records a partition may have unflushed.")
                .define(
                        "log.flush.interval.ms",
                        LONG,
                        null,
                        HIGH,
                        "How long a record may be unflushed. If not set, log.flush.scheduler.interval.ms is used.")
                .define(
                        "log.flush.scheduler.interval.ms",
                        LONG,
                        Long.MAX_VALUE,
                        HIGH,
                        "How often it is looked for what must be flushed.")
                .define(
                        "log.flush.offset.checkpoint.interval.ms",
                        INT,
                        60_000,
                        atLeast(0),
                        HIGH,
                        "How often it is noted how far the log is flushed.")
                .define(
                        "log.flush.start.offset.checkpoint.interval.ms",
                        INT,
                        60_000,
                        atLeast(0),
                        HIGH,
                        "How often it is noted where the log starts.");
    }

    private static void defineMessages(ConfigDef def) {
        def.define(
                        "message.max.bytes",
                        INT,
                        1_048_588,
                        atLeast(0),
                        HIGH,
                        "The largest batch, in bytes after compression.")
                .define(
                        "compression.type",
                        STRING,
                        "producer",
                        ValidString.in("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                        HIGH,
                        "How batches are compressed; producer: as they came.")
                .define("compression.gzip.level", INT, -1, MEDIUM, "The level if compression.type is gzip.")
                .define(
                        "compression.lz4.level",
                        INT,
                        9,
                        between(1, 17),
                        MEDIUM,
                        "The level if compression.type is lz4.")
                .define(
                        "compression.zstd.level",
                        INT,
                        3,
                        between(-131072, 22),
                        MEDIUM,
                        "The level if compression.type is zstd.")
                .define(
                        "log.message.timestamp.type",
                        STRING,
                        "CreateTime",
                        ValidString.in("CreateTime", "LogAppendTime"),
                        MEDIUM,
                        "Whose time records have: the producer's or the log's.")
                .define(
                        "log.message.timestamp.before.max.ms",
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(0),
                        MEDIUM,
                        "How far before now a record's timestamp may be.")
                .define(
                        "log.message.timestamp.after.max.ms",
                        LONG,
                        3_600_000L,
                        atLeast(0),
                        MEDIUM,
                        "How far after now a record's timestamp may be.")
                .define(
                        "producer.id.expiration.ms",
                        INT,
                        86_400_000,
                        atLeast(1),
                        LOW,
                        "When an idle idempotent producer is forgotten.")
                .define(
                        "producer.id.expiration.check.interval.ms",
                        INT,
                        600_000,
                        atLeast(1),
                        LOW,
                        "How often idle producers are looked for.");
    }

    private static void defineGroups(ConfigDef def) {
        def.define(
                        "offsets.topic.num.partitions",
                        INT,
                        50,
                        atLeast(1),
                        HIGH,
                        "Partitions of __consumer_offsets; fixed when it is created.")
                .define(
                        "offsets.topic.segment.bytes",
                        INT,
                        104_857_600,
                        atLeast(1),
                        HIGH,
                        "Bytes of a segment of __consumer_offsets.")
                .define(
                        "offsets.retention.minutes",
                        INT,
                        10_080,
                        atLeast(1),
                        HIGH,
                        "How long committed offsets outlive the last member of their group.")
                .define(
                        "offsets.retention.check.interval.ms",
                        LONG,
                        600_000L,
                        atLeast(1),
                        HIGH,
                        "How often expired offsets are looked for.")
                .define("offset.metadata.max.bytes", INT, 4096, HIGH, "The longest text stored with an offset.")
                .define("group.min.session.timeout.ms", INT, 6000, MEDIUM, "The shortest session a member may ask for.")
                .define(
                        "group.max.session.timeout.ms",
                        INT,
                        1_800_000,
                        MEDIUM,
                        "The longest session a member may ask for.")
                .define(
                        "group.initial.rebalance.delay.ms",
                        INT,
                        3000,
                        MEDIUM,
                        "How long an empty group waits for more members before it shares out partitions.")
                .define("group.max.size", INT, Integer.MAX_VALUE, atLeast(1), MEDIUM, "Members a group may have.");
    }

    private static void defineReplicas(ConfigDef def) {
        def.define(
                        "default.replication.factor",
                        INT,
                        1,
                        SingleNode.replicationFactor(),
                        MEDIUM,
                        "Copies of a topic; one node keeps one.")
                .define(
                        "offsets.topic.replication.factor",
                        SHORT,
                        (short) 1,
                        SingleNode.replicationFactor(),
                        HIGH,
                        "Copies of __consumer_offsets; one node keeps one.")
                .define(
                        "transaction.state.log.replication.factor",
                        SHORT,
                        (short) 1,
                        SingleNode.replicationFactor(),
                        HIGH,
                        "Copies of __transaction_state; one node keeps one.")
                .define(
                        "transaction.state.log.min.isr",
                        INT,
                        1,
                        SingleNode.inSyncReplicas(),
                        HIGH,
                        "Replicas of __transaction_state that must have a record.")
                .define(
                        "share.coordinator.state.topic.replication.factor",
                        SHORT,
                        (short) 1,
                        SingleNode.replicationFactor(),
                        HIGH,
                        "Copies of __share_group_state; one node keeps one.")
                .define(
                        "share.coordinator.state.topic.min.isr",
                        SHORT,
                        (short) 1,
                        SingleNode.inSyncReplicas(),
                        HIGH,
                        "Replicas of __share_group_state that must have a record.")
                .define(
                        "min.insync.replicas",
                        INT,
                        1,
                        SingleNode.inSyncReplicas(),
                        HIGH,
                        "Replicas that must have a record before acks=all is answered.")
                .define(
                        "unclean.leader.election.enable",
                        BOOLEAN,
                        false,
                        HIGH,
                        "Whether a replica that lags may lead; means nothing on one node, and is reported as set.");
    }
}
