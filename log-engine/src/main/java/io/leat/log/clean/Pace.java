package io.leat.log.clean;

/** Who lets a cleaning go on: called for every batch that is read or written. */
public interface Pace {
    /**
     * Takes notice of {@code bytes} of work, and may wait.
     *
     * @throws CleaningStopped if there is to be no more of it
     */
    void spent(long bytes);
}
