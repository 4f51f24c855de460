package io.leat.log.api;

import io.leat.log.settings.ConfigValue;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loggers of this process and how much they say, as configs; read only, since SLF4J has no way to set it. */
final class Loggers {
    private Loggers() {}

    static List<ConfigValue> describe() {
        return Stream.of(Logger.ROOT_LOGGER_NAME, "io.leat", "org.apache.kafka")
                .map(it -> new ConfigValue(
                        it.equals(Logger.ROOT_LOGGER_NAME) ? "root" : it,
                        level(LoggerFactory.getLogger(it)),
                        ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG,
                        true,
                        false,
                        null,
                        "",
                        List.of()))
                .toList();
    }

    private static String level(Logger logger) {
        return logger.isTraceEnabled()
                ? "TRACE"
                : logger.isDebugEnabled()
                        ? "DEBUG"
                        : logger.isInfoEnabled()
                                ? "INFO"
                                : logger.isWarnEnabled() ? "WARN" : logger.isErrorEnabled() ? "ERROR" : "OFF";
    }
}
