package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.leat.connect.plugin.Plugins.Changes;
import io.leat.connect.plugin.Plugins.PluginInfo;
import io.leat.connect.worker.ConnectorOperations.Setting;
import io.leat.connect.worker.ConnectorOperations.Validation;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** What is said of plugins and their settings, in Kafka Connect's shapes. */
final class PluginBodies {
    private PluginBodies() {}

    /** {@code [{"class","type","version"?}]} */
    record Plugins(List<PluginInfo> plugins) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartArray();
            for (PluginInfo plugin : plugins) {
                out.writeStartObject();
                out.writeStringField("class", plugin.className());
                out.writeStringField("type", plugin.kind().label());
                if (plugin.hasVersion()) {
                    out.writeStringField("version", plugin.version());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }

    /** {@code {"added":[…],"removed":[…]}}, plugins as in the list of them. */
    record Reloaded(Changes changes) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeFieldName("added");
            new Plugins(changes.added()).write(out);
            out.writeFieldName("removed");
            new Plugins(changes.removed()).write(out);
            out.writeEndObject();
        }
    }

    /** {@code {"name","error_count","groups":[…],"configs":[{"definition":{…},"value":{…}}]}} */
    record Verdict(Validation validation) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("name", validation.connectorClass());
            out.writeNumberField("error_count", validation.errorCount());
            Set<String> groups = new LinkedHashSet<>();
            for (Setting setting : validation.settings()) {
                if (setting.definition().group != null) {
                    groups.add(setting.definition().group);
                }
            }
            writeTexts(out, "groups", groups);
            out.writeArrayFieldStart("configs");
            for (Setting setting : validation.settings()) {
                out.writeStartObject();
                out.writeFieldName("definition");
                writeDefinition(out, setting.definition());
                writeValue(out, setting.definition(), setting.value());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    /** {@code [{"name","type","required",…}]} */
    record Definitions(Collection<ConfigKey> keys) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartArray();
            for (ConfigKey key : keys) {
                writeDefinition(out, key);
            }
            out.writeEndArray();
        }
    }

    private static void writeDefinition(JsonGenerator out, ConfigKey key) throws IOException {
        boolean required = !key.hasDefault();
        out.writeStartObject();
        out.writeStringField("name", key.name);
        out.writeStringField("type", key.type.name());
        out.writeBooleanField("required", required);
        out.writeStringField("default_value", required ? null : text(key.defaultValue, key.type));
        out.writeStringField("importance", key.importance.name());
        out.writeStringField("documentation", key.documentation);
        out.writeStringField("group", key.group);
        out.writeNumberField("order_in_group", key.orderInGroup);
        out.writeStringField("width", key.width.name());
        out.writeStringField("display_name", key.displayName);
        writeTexts(out, "dependents", key.dependents);
        out.writeEndObject();
    }

    private static void writeValue(JsonGenerator out, ConfigKey key, ConfigValue value) throws IOException {
        out.writeObjectFieldStart("value");
        out.writeStringField("name", value.name());
        out.writeStringField("value", text(value.value(), key.type));
        out.writeArrayFieldStart("recommended_values");
        for (Object recommended : value.recommendedValues()) {
            out.writeString(text(recommended, key.type));
        }
        out.writeEndArray();
        writeTexts(out, "errors", value.errorMessages());
        out.writeBooleanField("visible", value.visible());
        out.writeEndObject();
    }

    private static void writeTexts(JsonGenerator out, String field, Collection<String> texts) throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    /** A value as its setting would write it; a password is hidden by Kafka's own rule. */
    private static @Nullable String text(@Nullable Object value, ConfigDef.Type type) {
        if (type == ConfigDef.Type.PASSWORD && value != null) {
            return Secrets.HIDDEN;
        }
        if (type == ConfigDef.Type.LIST && value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        if (type == ConfigDef.Type.CLASS && value instanceof Class<?> named) {
            return named.getName();
        }
        return value == null
                ? null
                : value instanceof Boolean flag ? flag.toString().toLowerCase(Locale.ROOT) : value + "";
    }
}
