package io.leat.log.api;

import io.leat.log.broker.GroupCoordinator;
import io.leat.log.broker.GroupCoordinator.Listed;
import io.leat.log.group.ClassicMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteGroupsRequest;
import org.apache.kafka.common.requests.DeleteGroupsResponse;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.DescribeGroupsResponse;
import org.apache.kafka.common.requests.ListGroupsRequest;
import org.apache.kafka.common.requests.ListGroupsResponse;

/** DescribeGroups, ListGroups and DeleteGroups. */
final class GroupAdminApi implements ApiFamily {
    /** From this version on a group that is not there is an error, not one that is dead. */
    private static final int SAYS_NOT_FOUND = 6;
    /** READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS, as bits by their codes: all that can be done to a group. */
    static final int ALL_OPERATIONS = (1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11);

    private final GroupCoordinator groups;
    private final GroupGate gate;

    GroupAdminApi(GroupCoordinator groups, Executor slow) {
        this.groups = groups;
        this.gate = new GroupGate(groups, slow);
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.DESCRIBE_GROUPS, gate.before(Routes.now(this::describe)))
                .on(ApiKeys.LIST_GROUPS, gate.before(Routes.now(this::list)))
                .on(ApiKeys.DELETE_GROUPS, gate.before(this::deleteAll));
    }

    private AbstractResponse describe(Call who, DescribeGroupsRequest request) {
        DescribeGroupsResponseData data = new DescribeGroupsResponseData();
        for (String groupId : request.data().groups()) {
            DescribedGroup group = groups.look(groupId)
                    .flatMap(it -> it.classic().map(classic -> described(it, classic)))
                    .orElseGet(() -> unknown(groupId, request.version()));
            if (request.data().includeAuthorizedOperations()) {
                group.setAuthorizedOperations(ALL_OPERATIONS);
            }
            data.groups().add(group);
        }
        return new DescribeGroupsResponse(data);
    }

    private static DescribedGroup unknown(String groupId, short version) {
        DescribedGroup dead = new DescribedGroup().setGroupId(groupId).setGroupState("Dead");
        return version < SAYS_NOT_FOUND
                ? dead
                : dead.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                        .setErrorMessage("There is no group " + groupId + " of the classic protocol.");
    }

    private static DescribedGroup described(Listed group, ClassicMetadata classic) {
        List<DescribedGroupMember> members = new ArrayList<>();
        classic.members()
                .forEach(it -> members.add(new DescribedGroupMember()
                        .setMemberId(it.memberId())
                        .setGroupInstanceId(it.instanceId())
                        .setClientId(it.clientId())
                        .setClientHost(it.clientHost())
                        .setMemberMetadata(it.subscription().get())
                        .setMemberAssignment(it.assignment().get())));
        return new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state())
                .setProtocolType(group.protocolType())
                .setProtocolData(Objects.requireNonNullElse(classic.protocol(), ""))
                .setMembers(members);
    }

    private AbstractResponse list(Call who, ListGroupsRequest request) {
        List<String> states = lowerCase(request.data().statesFilter());
        List<String> types = lowerCase(request.data().typesFilter());
        List<ListedGroup> found = groups.list().stream()
                .filter(it -> states.isEmpty() || states.contains(it.state().toLowerCase(Locale.ROOT)))
                .filter(it -> types.isEmpty() || types.contains(it.type().toLowerCase(Locale.ROOT)))
                .map(it -> new ListedGroup()
                        .setGroupId(it.groupId())
                        .setProtocolType(it.protocolType())
                        .setGroupState(it.state())
                        .setGroupType(it.type()))
                .toList();
        return new ListGroupsResponse(new ListGroupsResponseData().setGroups(found));
    }

    private static List<String> lowerCase(List<String> names) {
        return names.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
    }

    private CompletableFuture<AbstractResponse> deleteAll(Call who, DeleteGroupsRequest request) {
        List<CompletableFuture<DeletableGroupResult>> results = request.data().groupsNames().stream()
                .distinct()
                .map(this::delete)
                .toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    DeletableGroupResultCollection all = new DeletableGroupResultCollection();
                    results.forEach(it -> all.add(it.join()));
                    return new DeleteGroupsResponse(new DeleteGroupsResponseData().setResults(all));
                });
    }

    private CompletableFuture<DeletableGroupResult> delete(String groupId) {
        return groups.remove(groupId)
                .handle((done, failure) -> new DeletableGroupResult()
                        .setGroupId(groupId)
                        .setErrorCode((failure == null ? Errors.NONE : Failures.error(failure)).code()));
    }
}
