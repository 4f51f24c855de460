package io.leat.log.api;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The fetch sessions there are, at most {@code max.incremental.fetch.session.cache.slots}. When all are taken, one that was silent for
 * two minutes makes room; if there is none, the client is served without a session.
 */
final class FetchSessions {
    private static final long SILENT_MS = 120_000;

    /** The session of a request, or why there is none. */
    record Found(@Nullable FetchSession session, Errors error) {}

    private final int slots;
    private final InstantSource clock;
    private final Random ids;
    /** Those used least recently first. */
    private final Map<Integer, FetchSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * No session yet.
     *
     * @param ids where ids come from: one that can be guessed could be ended by anybody
     */
    FetchSessions(int slots, InstantSource clock, Random ids) {
        this.slots = slots;
        this.ids = ids;
        this.clock = clock;
    }

    /** A new session, if there is room. What the client had before is over. */
    synchronized @Nullable FetchSession open(int before, boolean byId) {
        sessions.remove(before);
        long now = clock.millis();
        if (sessions.size() >= slots) {
            FetchSession eldest =
                    sessions.isEmpty() ? null : sessions.values().iterator().next();
            if (eldest == null || now - eldest.lastUsed() < SILENT_MS) {
                return null;
            }
            sessions.remove(eldest.id());
        }
        int id = 1 + ids.nextInt(Integer.MAX_VALUE - 1);
        while (sessions.containsKey(id)) {
            id = 1 + ids.nextInt(Integer.MAX_VALUE - 1);
        }
        FetchSession session = new FetchSession(id, byId);
        session.used(now);
        sessions.put(id, session);
        return session;
    }

    /** The session that {@code request} goes on with. */
    synchronized Found find(FetchMetadata request, boolean byId) {
        FetchSession session = sessions.get(request.sessionId());
        if (session == null) {
            return new Found(null, Errors.FETCH_SESSION_ID_NOT_FOUND);
        } else if (session.nextEpoch() != request.epoch()) {
            return new Found(null, Errors.INVALID_FETCH_SESSION_EPOCH);
        } else if (session.byId() != byId) {
            return new Found(null, Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        session.used(clock.millis());
        return new Found(session, Errors.NONE);
    }

    synchronized void close(int id) {
        sessions.remove(id);
    }

    synchronized int count() {
        return sessions.size();
    }
}
