package io.leat.connect.settings;

import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigValue;

/** One setting: how it is defined, and what a configuration has for it with the errors found. */
public record Judged(ConfigKey definition, ConfigValue value) {}
