package io.leat.log.net;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the log's own classes wrote to the log since it was opened; nothing of it goes to the console meanwhile. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat");
    private final Level before = logger.getLevel();
    private final List<ILoggingEvent> lines = new ArrayList<>();

    LogLines() {
        setContext(logger.getLoggerContext());
        start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(this);
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        event.getFormattedMessage(); // As it is now.
        lines.add(event);
    }

    /** The lines since the last call. */
    synchronized List<ILoggingEvent> take() {
        List<ILoggingEvent> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(before);
        stop();
    }
}
