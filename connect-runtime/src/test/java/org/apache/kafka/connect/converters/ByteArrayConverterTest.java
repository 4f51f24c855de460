package org.apache.kafka.connect.converters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connect.plugin.Plugins;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class ByteArrayConverterTest {
    private final ByteArrayConverter converter = new ByteArrayConverter();

    @Test
    void bytesGoThroughAsTheyAre() {
        byte[] bytes = {1, 2, 3};
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}, 1, 3).slice();
        buffer.get();

        assertThat(converter.fromConnectData("t", Schema.BYTES_SCHEMA, bytes)).isSameAs(bytes);
        assertThat(converter.fromConnectData("t", null, buffer)).isEqualTo(bytes);
        assertThat(buffer.remaining()).isEqualTo(2);
        assertThat(converter.fromConnectData("t", Schema.OPTIONAL_BYTES_SCHEMA, null))
                .isNull();
        assertThat(converter.toConnectData("t", bytes))
                .isEqualTo(new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, bytes));
    }

    @Test
    void whatIsNoBytesIsRefusedWithWhatToUse() {
        assertThatThrownBy(() -> converter.fromConnectData("t", Schema.STRING_SCHEMA, "x"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("STRING")
                .hasMessageContaining("JsonConverter");
        assertThatThrownBy(() -> converter.fromConnectData("t", null, "x"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void itIsFoundUnderKafkasNames() {
        try (Plugins plugins = Plugins.of(null)) {
            assertThat(plugins.newConverter("ByteArrayConverter", Map.of(), true))
                    .isInstanceOf(ByteArrayConverter.class);
            assertThat(plugins.newConverter("org.apache.kafka.connect.converters.ByteArrayConverter", Map.of(), true))
                    .isInstanceOf(ByteArrayConverter.class);
        }
    }
}
