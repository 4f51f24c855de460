package io.leat.log.api;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/** The table of what is served, and by whom. What is not in it is not advertised, and ends the connection of who asks for it. */
public final class Routes {

    /**
     * Answers requests of one API.
     *
     * @param <Q> the API's request
     */
    @FunctionalInterface
    public interface Handler<Q extends AbstractRequest> {
        /**
         * Answers now or later; must not block. What it throws, or the future fails with, becomes the request's own error response.
         */
        CompletableFuture<? extends AbstractResponse> answer(Call who, Q request);
    }

    private final Map<ApiKeys, Handler<?>> handlers = new EnumMap<>(ApiKeys.class);
    private final Checks checks;
    private final Executor slow;

    /**
     * An empty table.
     *
     * @param checks what requests are held against when they are authorized
     * @param slow does what waits for the disk
     */
    Routes(Checks checks, Executor slow) {
        this.checks = checks;
        this.slow = slow;
    }

    /** Enters a handler. {@code Q} is the request class of {@code key}. */
    public <Q extends AbstractRequest> Routes on(ApiKeys key, Handler<Q> handler) {
        if (handlers.put(key, handler) != null) {
            throw new IllegalStateException(key + " is answered twice");
        }
        return this;
    }

    /** As {@link #on}, for one that always has its answer at once. */
    public <Q extends AbstractRequest> Routes onNow(ApiKeys key, Immediate<Q> handler) {
        return on(key, now(handler));
    }

    /** As {@link #onNow}, for one that waits for the disk on the way to its answer. */
    public <Q extends AbstractRequest> Routes onSlow(ApiKeys key, Immediate<Q> handler) {
        return this.<Q>on(
                key, (who, request) -> CompletableFuture.supplyAsync(() -> handler.answer(who, request), slow));
    }

    /** A handler that always has its answer at once. */
    static <Q extends AbstractRequest> Handler<Q> now(Immediate<Q> handler) {
        return (who, request) -> CompletableFuture.completedFuture(handler.answer(who, request));
    }

    /**
     * Answers requests of one API at once.
     *
     * @param <Q> the API's request
     */
    @FunctionalInterface
    public interface Immediate<Q extends AbstractRequest> {
        AbstractResponse answer(Call who, Q request);
    }

    public Set<ApiKeys> served() {
        return handlers.keySet();
    }

    /**
     * Whether the next request of a connection may be begun before this one is answered: its effect is there when the handler returns,
     * and only the answer waits.
     */
    public boolean isPipelined(ApiKeys key) {
        return key == ApiKeys.PRODUCE;
    }

    /**
     * Has the request answered. Fails if the answer is an error that the request has no field for.
     *
     * @throws InvalidRequestException if the API is not served
     */
    public CompletableFuture<AbstractResponse> answer(Call who, AbstractRequest request) {
        Handler<?> handler = handlers.get(request.apiKey());
        if (handler == null) {
            throw new InvalidRequestException("The API " + request.apiKey() + " is not served here.");
        }
        return who.isAuthorized() ? checked(handler, who, request) : bare(handler, who, request);
    }

    private CompletableFuture<AbstractResponse> checked(Handler<?> handler, Call who, AbstractRequest request) {
        UnaryOperator<AbstractResponse> completion;
        try {
            completion = checks.apply(who, request);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(Failures.response(request, e));
        }
        return bare(handler, who, request).thenApply(completion);
    }

    private static CompletableFuture<AbstractResponse> bare(Handler<?> handler, Call who, AbstractRequest request) {
        CompletableFuture<? extends AbstractResponse> answer = cast(handler, who, request);
        return answer.handle((response, failure) -> failure == null ? response : Failures.response(request, failure));
    }

    @SuppressWarnings("unchecked") // on() ties the request class to the key.
    private static <Q extends AbstractRequest> CompletableFuture<? extends AbstractResponse> cast(
            Handler<Q> handler, Call who, AbstractRequest request) {
        return guarded(handler, who, (Q) request);
    }

    /** The answer; what the handler throws is an answer that has failed. */
    static <Q extends AbstractRequest> CompletableFuture<? extends AbstractResponse> guarded(
            Handler<Q> handler, Call who, Q request) {
        try {
            return handler.answer(who, request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
