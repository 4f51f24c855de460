package io.leat.log.api;

import io.leat.log.broker.GroupCoordinator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/**
 * What stands before every API of groups: the first request has {@code __consumer_offsets} read, or made, on a thread that may wait for
 * the disk; and a log directory that fails is a coordinator that is not there.
 */
record GroupGate(GroupCoordinator groups, Executor slow) {

    <Q extends AbstractRequest> Routes.Handler<Q> before(Routes.Handler<Q> handler) {
        return (who, request) -> {
            if (groups.ready()) {
                return told(Routes.guarded(handler, who, request));
            }
            return told(CompletableFuture.runAsync(groups::makeReady, slow)
                    .thenCompose(done -> Routes.guarded(handler, who, request)));
        };
    }

    private static CompletableFuture<AbstractResponse> told(CompletableFuture<? extends AbstractResponse> answer) {
        return answer.handle((response, failure) -> {
            if (failure == null) {
                return response;
            }
            Throwable bare = Failures.bare(failure);
            throw new CompletionException(
                    bare instanceof KafkaStorageException
                            ? new CoordinatorNotAvailableException(bare.getMessage(), bare)
                            : bare);
        });
    }
}
