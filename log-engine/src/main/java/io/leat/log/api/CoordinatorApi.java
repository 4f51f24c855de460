package io.leat.log.api;

import io.leat.log.broker.GroupCoordinator;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;
import org.apache.kafka.common.requests.FindCoordinatorResponse;

/** FindCoordinator, versions 0 to 6: this node coordinates every group and every transaction. */
final class CoordinatorApi implements ApiFamily {
    private final Endpoints endpoints;
    private final GroupGate gate;

    CoordinatorApi(GroupCoordinator groups, Endpoints endpoints, Executor slow) {
        this.endpoints = endpoints;
        this.gate = new GroupGate(groups, slow);
    }

    @Override
    public void serve(Routes routes) {
        // Behind the gate, so that what follows finds __consumer_offsets there.
        routes.on(ApiKeys.FIND_COORDINATOR, gate.before(Routes.now(this::find)));
    }

    private AbstractResponse find(Call who, FindCoordinatorRequest request) {
        FindCoordinatorRequestData data = request.data();
        if (request.version() < FindCoordinatorRequest.MIN_BATCHED_VERSION) {
            Coordinator one = coordinator(who, data.keyType(), data.key());
            return new FindCoordinatorResponse(new FindCoordinatorResponseData()
                    .setErrorCode(one.errorCode())
                    .setErrorMessage(one.errorMessage())
                    .setNodeId(one.nodeId())
                    .setHost(one.host())
                    .setPort(one.port()));
        }
        List<Coordinator> all = data.coordinatorKeys().stream()
                .map(key -> coordinator(who, data.keyType(), key))
                .toList();
        return new FindCoordinatorResponse(new FindCoordinatorResponseData().setCoordinators(all));
    }

    private Coordinator coordinator(Call who, byte type, String key) {
        Coordinator coordinator = new Coordinator().setKey(key);
        if (type != CoordinatorType.GROUP.id() && type != CoordinatorType.TRANSACTION.id()) {
            Node nobody = Node.noNode();
            return coordinator
                    .setErrorCode(Errors.INVALID_REQUEST.code())
                    .setErrorMessage("There is no coordinator of the type %d here: groups are 0, transactions 1."
                            .formatted(type))
                    .setNodeId(nobody.id())
                    .setHost(nobody.host())
                    .setPort(nobody.port());
        }
        Node node = endpoints.node(who.listenerName);
        return coordinator
                .setErrorCode(Errors.NONE.code())
                .setErrorMessage(Errors.NONE.message())
                .setNodeId(node.id())
                .setHost(node.host())
                .setPort(node.port());
    }
}
