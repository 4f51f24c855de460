package org.apache.kafka.connect.converters;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Bytes as they are: {@code byte[]} or {@code ByteBuffer} to the log, {@code OPTIONAL_BYTES} from it (KIP-128). */
public final class ByteArrayConverter extends PlainConverter {
    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (schema != null && schema.type() != Schema.Type.BYTES) {
            throw new DataException("ByteArrayConverter takes the schema type BYTES and got " + schema.type()
                    + "; use a converter that knows it, such as org.apache.kafka.connect.json.JsonConverter.");
        }
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        if (value instanceof ByteBuffer buffer) {
            // From its beginning, as Kafka's does: whoever read it before, a transform or a try that failed, left it at
            // its end.
            return Utils.toArray(buffer.duplicate().rewind());
        }
        throw new DataException("ByteArrayConverter takes byte[] or ByteBuffer and got a "
                + value.getClass().getName()
                + "; use a converter that knows it, such as org.apache.kafka.connect.storage.StringConverter.");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
    }
}
