package io.leat.log.api;

import io.leat.log.broker.ClassicGroups;
import io.leat.log.broker.GroupCoordinator;
import io.leat.log.group.ClassicGroup.Identity;
import io.leat.log.group.ClassicJoin;
import io.leat.log.group.JoinAnswer;
import io.leat.log.group.SyncAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.HeartbeatRequest;
import org.apache.kafka.common.requests.HeartbeatResponse;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.LeaveGroupResponse;
import org.apache.kafka.common.requests.SyncGroupRequest;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.apache.kafka.common.utils.Bytes;

/** JoinGroup, SyncGroup, Heartbeat and LeaveGroup: membership by the classic protocol. */
final class ClassicGroupApi implements ApiFamily {
    /** From this version of SyncGroup on a member says which protocol it takes the group to have. */
    private static final int SYNC_NAMES_PROTOCOL = 5;

    private final ClassicGroups groups;
    private final GroupGate gate;

    ClassicGroupApi(GroupCoordinator groups, Executor slow) {
        this.groups = groups.classic();
        this.gate = new GroupGate(groups, slow);
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.JOIN_GROUP, gate.before(this::join))
                .on(ApiKeys.SYNC_GROUP, gate.before(this::sync))
                .on(ApiKeys.HEARTBEAT, gate.before(Routes.now(this::heartbeat)))
                .on(ApiKeys.LEAVE_GROUP, gate.before(Routes.now(this::leave)));
    }

    private CompletableFuture<AbstractResponse> join(Call who, JoinGroupRequest request) {
        JoinGroupRequestData data = request.data();
        List<ClassicJoin.Protocol> protocols = data.protocols().stream()
                .map(it -> new ClassicJoin.Protocol(it.name(), Bytes.wrap(it.metadata())))
                .toList();
        String prefix = Objects.requireNonNullElse(data.groupInstanceId(), who.clientId());
        ClassicJoin join = new ClassicJoin(
                data.memberId(),
                prefix + "-" + Uuid.randomUuid(),
                data.groupInstanceId(),
                who.clientId(),
                who.clientAddress.toString(),
                data.rebalanceTimeoutMs(),
                data.sessionTimeoutMs(),
                data.protocolType(),
                protocols,
                JoinGroupRequest.requiresKnownMemberId(request.version()),
                JoinGroupRequest.supportsSkippingAssignment(request.version()));
        return groups.join(data.groupId(), join).thenApply(it -> joined(it, request.version()));
    }

    private static AbstractResponse joined(JoinAnswer answer, short version) {
        JoinGroupResponseData data = new JoinGroupResponseData()
                .setErrorCode(answer.error().code())
                .setGenerationId(answer.generation())
                .setProtocolType(answer.protocolType())
                .setProtocolName(answer.protocol())
                .setLeader(answer.leader())
                .setSkipAssignment(answer.skipAssignment())
                .setMemberId(answer.memberId());
        answer.members()
                .forEach(it -> data.members()
                        .add(new JoinGroupResponseMember()
                                .setMemberId(it.memberId())
                                .setGroupInstanceId(it.instanceId())
                                .setMetadata(it.metadata().get())));
        return new JoinGroupResponse(data, version);
    }

    private CompletableFuture<AbstractResponse> sync(Call who, SyncGroupRequest request) {
        SyncGroupRequestData data = request.data();
        if (request.version() >= SYNC_NAMES_PROTOCOL && (data.protocolType() == null || data.protocolName() == null)) {
            return CompletableFuture.failedFuture(Errors.INCONSISTENT_GROUP_PROTOCOL.exception(
                    "A SyncGroup request names the protocol and its type, from version 5 on."));
        }
        Map<String, Bytes> assignments = new HashMap<>();
        data.assignments().forEach(it -> assignments.put(it.memberId(), Bytes.wrap(it.assignment())));
        Identity identity = new Identity(data.memberId(), data.groupInstanceId(), data.generationId());
        return groups.sync(data.groupId(), identity, data.protocolType(), data.protocolName(), assignments)
                .thenApply(ClassicGroupApi::synced);
    }

    private static AbstractResponse synced(SyncAnswer answer) {
        return new SyncGroupResponse(new SyncGroupResponseData()
                .setErrorCode(answer.error().code())
                .setProtocolType(answer.protocolType())
                .setProtocolName(answer.protocol())
                .setAssignment(answer.assignment().get()));
    }

    private AbstractResponse heartbeat(Call who, HeartbeatRequest request) {
        Identity identity = new Identity(
                request.data().memberId(),
                request.data().groupInstanceId(),
                request.data().generationId());
        groups.heartbeat(request.data().groupId(), identity);
        return new HeartbeatResponse(new HeartbeatResponseData());
    }

    private AbstractResponse leave(Call who, LeaveGroupRequest request) {
        List<MemberIdentity> members = request.members();
        List<Errors> errors = groups.leave(
                request.data().groupId(),
                members.stream()
                        .map(it -> new ClassicGroups.Leaver(it.memberId(), it.groupInstanceId()))
                        .toList());
        List<MemberResponse> answers = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            answers.add(new MemberResponse()
                    .setMemberId(members.get(i).memberId())
                    .setGroupInstanceId(members.get(i).groupInstanceId())
                    .setErrorCode(errors.get(i).code()));
        }
        return new LeaveGroupResponse(answers, Errors.NONE, 0, request.version());
    }
}
