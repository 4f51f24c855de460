package io.leat.connect.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the instances that failed start again by themselves, and when. Pure: the time is an argument, in milliseconds.
 *
 * @param <K> what tells instances apart
 */
public final class Restarts<K> {

    /**
     * How one is restarted.
     *
     * @param maxAttempts restarts until it stays failed; 0 none, -1 without end
     * @param backoffMs the wait before the first; each later one waits twice as long
     * @param backoffMaxMs the longest wait
     * @param resetMs after so long without a failure the attempts count from zero
     */
    public record Policy(long maxAttempts, long backoffMs, long backoffMaxMs, long resetMs) {
        public static final Policy NEVER = new Policy(0, 0, 0, 1);

        long delay(long attempts) {
            long doubled = backoffMs << Math.min(attempts, 30);
            return Math.min(doubled, backoffMaxMs);
        }
    }

    /**
     * Where an instance stands with it.
     *
     * @param attempts restarts that were made or are planned since the count began
     * @param maxAttempts how many there may be; -1 without end
     * @param nextMs when it is restarted; null if that is not planned
     */
    public record Standing(
            long attempts, long maxAttempts, @Nullable Long nextMs) {}

    private record Entry(Object config, Standing standing, long startedMs) {}

    private final Map<K, Entry> entries = new HashMap<>();

    /** It runs, since {@code now}. */
    public void started(K id, long now) {
        entries.computeIfPresent(id, (k, entry) -> new Entry(entry.config, entry.standing, now));
    }

    /**
     * It failed. {@code config} is what it ran with: with another one the attempts count from zero.
     *
     * @return its standing; null if its policy is to be left alone
     */
    public @Nullable Standing failed(K id, Object config, Policy policy, long now) {
        if (policy.maxAttempts == 0) {
            entries.remove(id);
            return null;
        }
        Entry last = entries.get(id);
        boolean goesOn = last != null && last.config.equals(config) && now - last.startedMs < policy.resetMs;
        long before = last != null && goesOn ? last.standing.attempts : 0;
        boolean exhausted = policy.maxAttempts >= 0 && before >= policy.maxAttempts;
        Standing standing = exhausted
                ? new Standing(before, policy.maxAttempts, null)
                : new Standing(before + 1, policy.maxAttempts, now + policy.delay(before));
        entries.put(id, new Entry(config, standing, now));
        return standing;
    }

    /** What is to be restarted now; asked for once. */
    public List<K> takeDue(long now) {
        List<K> due = new ArrayList<>();
        entries.replaceAll((id, entry) -> {
            Long next = entry.standing.nextMs;
            if (next == null || next > now) {
                return entry;
            }
            due.add(id);
            Standing made = new Standing(entry.standing.attempts, entry.standing.maxAttempts, null);
            return new Entry(entry.config, made, now);
        });
        return due;
    }

    /** When the next restart is due; {@code Long.MAX_VALUE} if none is. */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (Entry entry : entries.values()) {
            Long planned = entry.standing.nextMs;
            next = Math.min(next, planned == null ? Long.MAX_VALUE : planned);
        }
        return next;
    }

    public @Nullable Standing standing(K id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.standing;
    }

    /** Somebody else took care of it, or it is no more. */
    public void forget(K id) {
        entries.remove(id);
    }
}
