package io.leat.log.settings;

import java.util.List;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * A config as it is described to those who ask.
 *
 * @param value as text; null if it has none, or is a secret
 * @param readOnly whether it can only be changed with a restart
 * @param type null if nobody knows
 * @param synonyms where its value could come from, the first wins; empty if it comes from a setting of another name
 */
public record ConfigValue(
        String name,
        @Nullable String value,
        ConfigSource source,
        boolean readOnly,
        boolean sensitive,
        ConfigDef.@Nullable Type type,
        @Nullable String documentation,
        List<Synonym> synonyms) {

    /** A place where a value could come from. */
    public record Synonym(String name, @Nullable String value, ConfigSource source) {}
}
