package io.leat.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.leat.connect.worker.LogLevels;
import java.util.HashMap;
import java.util.Map;

/** The levels of Logback's loggers. Kafka Connect's FATAL, which Logback has not, is ERROR. */
record LogbackLevels(LoggerContext context) implements LogLevels {

    @Override
    public Map<String, String> effective() {
        Map<String, String> levels = new HashMap<>();
        for (Logger logger : context.getLoggerList()) {
            boolean root = logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME);
            levels.put(root ? ROOT : logger.getName(), logger.getEffectiveLevel().levelStr);
        }
        return levels;
    }

    @Override
    public void set(String logger, String level) {
        String name = logger.equals(ROOT) ? org.slf4j.Logger.ROOT_LOGGER_NAME : logger;
        context.getLogger(name).setLevel(level.equals("FATAL") ? Level.ERROR : Level.toLevel(level));
    }
}
