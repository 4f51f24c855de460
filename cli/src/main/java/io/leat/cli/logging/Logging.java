package io.leat.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.leat.connect.rest.RestServer;
import io.leat.connect.worker.LogLevels;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up in code: reading XML would cost a tenth of the start. Whoever wants another set-up names a file with
 * {@code LEAT_OPTS=-Dlogback.configurationFile=...}; then this class changes nothing.
 *
 * <p>{@code connector.context} is Kafka Connect's MDC key (KIP-449): which connector and task a line is about.
 */
public final class Logging {
    private static final String PATTERN =
            "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %X{connector.context}%msg [%logger{24}] [%thread]%n";
    private static final FileSize LARGEST = FileSize.valueOf("10MB");
    private static final int OLD_FILES = 3;

    private Logging() {}

    /** To standard error, where a person or a service manager reads it. */
    public static void toStandardError() {
        toStandardError(Level.INFO);
    }

    /** Only what a person should know who waits for the answer of a command: standard output is the answer's. */
    public static void warningsToStandardError() {
        toStandardError(Level.WARN);
    }

    private static void toStandardError(Level level) {
        var context = cleared();
        if (context == null) {
            return;
        }
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setTarget("System.err");
        attach(context, level, console);
    }

    /** To {@code folder/leat.log}, 10 MB at most, with the three files before it. */
    public static void toFile(Path folder) {
        var context = cleared();
        if (context == null) {
            return;
        }
        var file = new RollingFileAppender<ILoggingEvent>();
        file.setFile(folder.resolve("leat.log").toString());
        var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        size.setContext(context);
        size.setMaxFileSize(LARGEST);
        size.start();
        var window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(file);
        window.setFileNamePattern(folder.resolve("leat.%i.log").toString());
        window.setMaxIndex(OLD_FILES);
        window.start();
        file.setTriggeringPolicy(size);
        file.setRollingPolicy(window);
        attach(context, Level.INFO, file);
    }

    /** What REST shows and changes; of a log that is not Logback's, nothing. */
    public static LogLevels levels() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? new LogbackLevels(context)
                : LogLevels.NONE;
    }

    private static void attach(LoggerContext context, Level level, OutputStreamAppender<ILoggingEvent> appender) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
        // Their INFO is a page of settings per client and a line per request path.
        context.getLogger("org.apache.kafka").setLevel(Level.WARN);
        context.getLogger(RestServer.ACCESS_LOG).setLevel(level);
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        context.getLogger("org.glassfish").setLevel(Level.WARN);
    }

    private static @org.jspecify.annotations.Nullable LoggerContext cleared() {
        if (System.getProperty("logback.configurationFile") != null
                || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return null;
        }
        context.reset();
        return context;
    }
}
