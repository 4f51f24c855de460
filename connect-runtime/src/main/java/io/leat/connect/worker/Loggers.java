package io.leat.connect.worker;

import io.leat.connect.plugin.NearestNames;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.errors.NotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and changes how much is logged, by this worker (KIP-495) or by all of its group (KIP-976). */
public final class Loggers {
    /** Kafka Connect's, from the most to the least. */
    public static final List<String> LEVELS = List.of("ALL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF");

    private static final Logger LOG = LoggerFactory.getLogger(Loggers.class);

    /** {@code lastModified} is when its level was changed here, in milliseconds, or null. */
    public record Level(String level, @Nullable Long lastModified) {}

    private final LogLevels levels;
    private final InstantSource clock;
    private final BiConsumer<String, String> everywhere;
    private final Map<String, Long> modified = new ConcurrentHashMap<>();

    /** @param everywhere tells all workers of the group the level of a namespace, this one too */
    Loggers(LogLevels levels, InstantSource clock, BiConsumer<String, String> everywhere) {
        this.levels = levels;
        this.clock = clock;
        this.everywhere = everywhere;
    }

    /** Loggers of this process alone: what is set everywhere is set here. */
    public static Loggers alone(LogLevels levels, InstantSource clock) {
        Loggers[] self = new Loggers[1];
        self[0] = new Loggers(levels, clock, (namespace, level) -> self[0].set(namespace, level));
        return self[0];
    }

    /** Every logger that is not off, by name. */
    public SortedMap<String, Level> all() {
        SortedMap<String, Level> all = new TreeMap<>();
        levels.effective().forEach((name, level) -> {
            if (!level.equals("OFF")) {
                all.put(name, new Level(level, modified.get(name)));
            }
        });
        return all;
    }

    /**
     * The level that holds for a logger.
     *
     * @throws NotFoundException if there is no such logger
     */
    public Level one(String logger) {
        String name = named(logger);
        String level = levels.effective().get(name);
        if (level == null) {
            throw new NotFoundException("Logger " + logger + " not found. Nearest: "
                    + String.join(", ", NearestNames.of(name, levels.effective().keySet())) + ".");
        }
        return new Level(level, modified.get(name));
    }

    /**
     * Gives a namespace, and all loggers below it that there are, a level.
     *
     * @return the loggers that it changed, by name
     * @throws NotFoundException if there is no such level
     */
    public synchronized List<String> set(String namespace, String level) {
        String wanted = valid(level);
        String name = named(namespace);
        Map<String, String> before = levels.effective();
        levels.set(name, wanted);
        for (String logger : before.keySet()) {
            if (isBelow(logger, name)) {
                levels.set(logger, wanted);
            }
        }
        List<String> changed = new ArrayList<>();
        new TreeMap<>(levels.effective()).forEach((logger, now) -> {
            if ((logger.equals(name) || isBelow(logger, name)) && !now.equals(before.get(logger))) {
                changed.add(logger);
                modified.put(logger, clock.millis());
            }
        });
        LOG.info("The level of {} and what is below it is {} now", name, wanted);
        return changed;
    }

    /** As {@link #set}, on all workers of the group that run now. */
    public void setEverywhere(String namespace, String level) {
        everywhere.accept(named(namespace), valid(level));
    }

    private static boolean isBelow(String logger, String namespace) {
        return namespace.equals(LogLevels.ROOT)
                || logger.startsWith(namespace + ".")
                || logger.startsWith(namespace + "$");
    }

    private static String named(String logger) {
        return logger.equalsIgnoreCase(LogLevels.ROOT) ? LogLevels.ROOT : logger;
    }

    private static String valid(String level) {
        String upper = level.toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(upper)) {
            throw new NotFoundException(
                    "invalid log level '" + level + "'. Write one of " + String.join(", ", LEVELS) + ".");
        }
        return upper;
    }
}
