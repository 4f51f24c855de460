package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.settings.ListenerSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;

/** Fetch, versions 4 to 18: batches as they are in the file, at once or when there is enough. */
final class FetchApi implements ApiFamily {
    private static final int BY_ID_SINCE = 13;

    private final TopicLookup topics;
    private final FetchSessions sessions;
    private final int maxBytes;

    FetchApi(Broker broker, ListenerSettings settings, Random chance) {
        this.topics = new TopicLookup(broker);
        this.sessions = new FetchSessions(settings.fetchSessions(), broker.clock(), chance);
        this.maxBytes = settings.fetchMaxBytes();
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.FETCH, this::fetch);
    }

    private CompletableFuture<AbstractResponse> fetch(Call who, FetchRequest request) {
        boolean committed = Isolation.committedOnly(request.data().isolationLevel());
        boolean byId = request.version() >= BY_ID_SINCE;
        FetchMetadata metadata = request.metadata();
        FetchSession session = null;
        Collection<FetchPart> parts;
        if (metadata.epoch() == FetchMetadata.FINAL_EPOCH) {
            sessions.close(metadata.sessionId());
            parts = FetchSession.once(request.data(), byId, topics);
        } else if (metadata.isFull()) {
            session = request.data().topics().isEmpty() ? null : sessions.open(metadata.sessionId(), byId);
            parts = session == null ? FetchSession.once(request.data(), byId, topics) : List.of();
        } else {
            FetchSessions.Found found = sessions.find(metadata, byId);
            if (found.error() != Errors.NONE) {
                return CompletableFuture.completedFuture(
                        FetchResponse.of(found.error(), 0, 0, new LinkedHashMap<>(), List.of()));
            }
            session = found.session();
            parts = List.of();
        }
        if (session != null) {
            session.update(request.data(), topics);
            session.refresh(topics);
            parts = session.parts();
        }
        int most = Math.min(request.maxBytes(), maxBytes);
        return new Fetch(who, request, session, !metadata.isFull(), parts, most, committed).begin();
    }
}
