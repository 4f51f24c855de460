package io.leat.connect.worker;

import java.util.Map;

/** The levels of this process's loggers, whatever writes its log. Safe for use by many threads. */
public interface LogLevels {
    /** The name of the logger above all others. */
    String ROOT = "root";

    /** A log whose levels nobody can see or change. */
    LogLevels NONE = new LogLevels() {
        @Override
        public Map<String, String> effective() {
            return Map.of();
        }

        @Override
        public void set(String logger, String level) {}
    };

    /** By name, the level that holds for each logger there is, {@link #ROOT} among them. */
    Map<String, String> effective();

    /**
     * Gives a logger, made if it is not there, a level of its own.
     *
     * @param level one of {@link Loggers#LEVELS}
     */
    void set(String logger, String level);
}
