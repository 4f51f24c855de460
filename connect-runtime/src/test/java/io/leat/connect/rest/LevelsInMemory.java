package io.leat.connect.rest;

import io.leat.connect.worker.LogLevels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loggers that log nothing; they begin as those of Apache's worker without a file for its log. */
final class LevelsInMemory implements LogLevels {
    private final Map<String, String> levels = new ConcurrentHashMap<>(Map.of(ROOT, "ERROR"));

    @Override
    public Map<String, String> effective() {
        return Map.copyOf(levels);
    }

    @Override
    public void set(String logger, String level) {
        levels.put(logger, level);
    }
}
