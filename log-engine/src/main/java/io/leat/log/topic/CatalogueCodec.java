package io.leat.log.topic;

import io.leat.log.topic.CatalogueRecord.AclsChanged;
import io.leat.log.topic.CatalogueRecord.BrokerConfigsReplaced;
import io.leat.log.topic.CatalogueRecord.ConfigsReplaced;
import io.leat.log.topic.CatalogueRecord.FoldersRemoved;
import io.leat.log.topic.CatalogueRecord.GroupConfigsReplaced;
import io.leat.log.topic.CatalogueRecord.PartitionsGrown;
import io.leat.log.topic.CatalogueRecord.ProducerIdsReserved;
import io.leat.log.topic.CatalogueRecord.QuotasReplaced;
import io.leat.log.topic.CatalogueRecord.ScramUsersChanged;
import io.leat.log.topic.CatalogueRecord.TopicCreated;
import io.leat.log.topic.CatalogueRecord.TopicDeleted;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * Catalogue records as bytes: version (1 byte, 1), type (1 byte), fields in their order. Numbers are big-endian, an id is two longs, a
 * text is its length (4 bytes) and UTF-8, a map is its size (4 bytes) and its entries by key.
 */
public final class CatalogueCodec {
    private static final byte VERSION = 1;
    private static final byte CREATED = 1;
    private static final byte GROWN = 2;
    private static final byte CONFIGS = 3;
    private static final byte DELETED = 4;
    private static final byte PRODUCER_IDS = 5;
    private static final byte FOLDERS_REMOVED = 6;
    private static final byte BROKER_CONFIGS = 7;
    private static final byte QUOTAS = 8;
    private static final byte GROUP_CONFIGS = 9;

    private static final String USER = "user";
    private static final String CLIENT_ID = "client-id";
    private static final byte ACLS = 20;
    private static final byte SCRAM_USERS = 21;

    private CatalogueCodec() {}

    /** The bytes of a record. */
    public static byte[] encode(CatalogueRecord record) {
        Bytes out = new Bytes();
        out.put(VERSION);
        if (record instanceof TopicCreated it) {
            out.put(CREATED).put(it.id()).put(it.name()).put(it.partitions()).put(it.configs());
        } else if (record instanceof PartitionsGrown it) {
            out.put(GROWN).put(it.id()).put(it.partitions());
        } else if (record instanceof ConfigsReplaced it) {
            out.put(CONFIGS).put(it.id()).put(it.configs());
        } else if (record instanceof TopicDeleted it) {
            out.put(DELETED).put(it.id());
        } else if (record instanceof FoldersRemoved it) {
            out.put(FOLDERS_REMOVED).put(it.id());
        } else if (record instanceof ProducerIdsReserved it) {
            out.put(PRODUCER_IDS).put(it.next());
        } else if (record instanceof BrokerConfigsReplaced it) {
            out.put(BROKER_CONFIGS).put(it.node()).put(it.configs());
        } else if (record instanceof GroupConfigsReplaced it) {
            out.put(GROUP_CONFIGS).put(it.group()).put(it.configs());
        } else if (record instanceof QuotasReplaced it) {
            out.put(QUOTAS).put(parts(it.entity())).put(texts(it.quotas()));
        } else if (record instanceof AclsChanged it) {
            out.put(ACLS).put(AccessCodec.encode(it));
        } else if (record instanceof ScramUsersChanged it) {
            out.put(SCRAM_USERS).put(AccessCodec.encode(it));
        }
        return out.toArray();
    }

    /**
     * The record in these bytes.
     *
     * @throws IllegalArgumentException if they are none, or of a later version
     */
    public static CatalogueRecord decode(ByteBuffer bytes) {
        try {
            byte version = bytes.get();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "a catalogue record of version %d; this program knows version %d: it was"
                                        .formatted(version, VERSION)
                                + " written by a later one");
            }
            return decodeFields(bytes);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a catalogue record that ends too early", e);
        }
    }

    private static CatalogueRecord decodeFields(ByteBuffer in) {
        byte type = in.get();
        return switch (type) {
            case CREATED -> new TopicCreated(id(in), text(in), in.getInt(), map(in));
            case GROWN -> new PartitionsGrown(id(in), in.getInt());
            case CONFIGS -> new ConfigsReplaced(id(in), map(in));
            case DELETED -> new TopicDeleted(id(in));
            case FOLDERS_REMOVED -> new FoldersRemoved(id(in));
            case PRODUCER_IDS -> new ProducerIdsReserved(in.getLong());
            case BROKER_CONFIGS -> new BrokerConfigsReplaced(text(in), map(in));
            case GROUP_CONFIGS -> new GroupConfigsReplaced(text(in), map(in));
            case QUOTAS -> new QuotasReplaced(entity(map(in)), numbers(map(in)));
            case ACLS -> AccessCodec.acls(in);
            case SCRAM_USERS -> AccessCodec.users(in);
            default -> throw new IllegalArgumentException("a catalogue record of unknown type " + type);
        };
    }

    /** The parts that are there, by Kafka's names. */
    private static Map<String, String> parts(QuotaEntity entity) {
        Map<String, String> parts = new HashMap<>();
        if (entity.user() != null) {
            parts.put(USER, entity.user());
        }
        if (entity.clientId() != null) {
            parts.put(CLIENT_ID, entity.clientId());
        }
        return parts;
    }

    private static QuotaEntity entity(Map<String, String> parts) {
        return new QuotaEntity(parts.get(USER), parts.get(CLIENT_ID));
    }

    private static Map<String, String> texts(Map<String, Double> quotas) {
        Map<String, String> texts = new HashMap<>();
        quotas.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    private static Map<String, Double> numbers(Map<String, String> texts) {
        Map<String, Double> numbers = new HashMap<>();
        texts.forEach((name, value) -> numbers.put(name, Double.valueOf(value)));
        return numbers;
    }

    private static Uuid id(ByteBuffer in) {
        return new Uuid(in.getLong(), in.getLong());
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static Map<String, String> map(ByteBuffer in) {
        Map<String, String> map = new HashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            map.put(text(in), text(in));
        }
        return map;
    }

    /** Bytes that grow as they are written. */
    private static final class Bytes {
        private ByteBuffer buffer = ByteBuffer.allocate(128);

        Bytes put(byte value) {
            room(1).put(value);
            return this;
        }

        Bytes put(int value) {
            room(4).putInt(value);
            return this;
        }

        Bytes put(long value) {
            room(8).putLong(value);
            return this;
        }

        Bytes put(byte[] bytes) {
            room(bytes.length).put(bytes);
            return this;
        }

        Bytes put(Uuid id) {
            return put(id.getMostSignificantBits()).put(id.getLeastSignificantBits());
        }

        Bytes put(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return put(utf8.length).put(utf8);
        }

        Bytes put(Map<String, String> map) {
            put(map.size());
            new TreeMap<>(map).forEach((key, value) -> put(key).put(value));
            return this;
        }

        byte[] toArray() {
            byte[] all = new byte[buffer.position()];
            buffer.flip().get(all);
            return all;
        }

        private ByteBuffer room(int bytes) {
            if (buffer.remaining() < bytes) {
                int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
                buffer = ByteBuffer.allocate(size).put(buffer.flip());
            }
            return buffer;
        }
    }
}
