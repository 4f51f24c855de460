package io.leat.log.api;

import io.leat.log.broker.Access;
import io.leat.log.broker.Broker;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsMatchingAcl;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.CreateAclsRequest;
import org.apache.kafka.common.requests.CreateAclsResponse;
import org.apache.kafka.common.requests.DeleteAclsRequest;
import org.apache.kafka.common.requests.DeleteAclsResponse;
import org.apache.kafka.common.requests.DescribeAclsRequest;
import org.apache.kafka.common.requests.DescribeAclsResponse;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** DescribeAcls, CreateAcls and DeleteAcls, versions 1 to 3. Without an authorizer there are no ACLs to speak of. */
final class AclsApi implements ApiFamily {
    private final Access access;

    AclsApi(Broker broker) {
        this.access = broker.access();
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_ACLS, this::describe)
                .onSlow(ApiKeys.CREATE_ACLS, this::create)
                .onSlow(ApiKeys.DELETE_ACLS, this::delete);
    }

    private AbstractResponse describe(Call who, DescribeAclsRequest request) {
        requireAuthorizer();
        List<AclBinding> found =
                access.acls().stream().filter(request.filter()::matches).toList();
        return new DescribeAclsResponse(
                new DescribeAclsResponseData().setResources(DescribeAclsResponse.aclsResources(found)),
                request.version());
    }

    private AbstractResponse create(Call who, CreateAclsRequest request) {
        requireAuthorizer();
        List<AclBinding> good = new ArrayList<>();
        List<AclCreationResult> results = new ArrayList<>();
        for (var creation : request.aclCreations()) {
            AclBinding acl = CreateAclsRequest.aclBinding(creation);
            String fault = fault(acl);
            AclCreationResult result = new AclCreationResult();
            if (fault.isEmpty()) {
                good.add(acl);
            } else {
                result.setErrorCode(Errors.INVALID_REQUEST.code()).setErrorMessage(fault);
            }
            results.add(result);
        }
        access.addAcls(good);
        return new CreateAclsResponse(new CreateAclsResponseData().setResults(results));
    }

    /** What is wrong with it; empty if nothing is. */
    private static String fault(AclBinding acl) {
        ResourceType type = acl.pattern().resourceType();
        if (type == ResourceType.CLUSTER && !acl.pattern().name().equals(Resource.CLUSTER_NAME)) {
            return "The only valid name for the CLUSTER resource is " + Resource.CLUSTER_NAME;
        } else if (acl.pattern().name().isEmpty()) {
            return "Invalid empty resource name";
        } else if (type == ResourceType.UNKNOWN || type == ResourceType.ANY) {
            return "Invalid resourceType " + type;
        }
        PatternType pattern = acl.pattern().patternType();
        AclOperation operation = acl.entry().operation();
        AclPermissionType permission = acl.entry().permissionType();
        if (pattern != PatternType.LITERAL && pattern != PatternType.PREFIXED) {
            return "Invalid patternType " + pattern;
        } else if (operation == AclOperation.UNKNOWN || operation == AclOperation.ANY) {
            return "Invalid operation " + operation;
        } else if (permission != AclPermissionType.ALLOW && permission != AclPermissionType.DENY) {
            return "Invalid permissionType " + permission;
        }
        return principalFault(acl.entry().principal());
    }

    private static String principalFault(String principal) {
        try {
            return SecurityUtils.parseKafkaPrincipal(principal).getName().isEmpty()
                    ? "The principal '" + principal + "' has no name; write User:name"
                    : "";
        } catch (IllegalArgumentException e) {
            return "Could not parse principal from `" + principal
                    + "` (no colon is present separating the principal type from the principal name)";
        }
    }

    private AbstractResponse delete(Call who, DeleteAclsRequest request) {
        requireAuthorizer();
        List<DeleteAclsFilterResult> results = access.removeAcls(request.filters()).stream()
                .map(acls -> new DeleteAclsFilterResult()
                        .setMatchingAcls(acls.stream().map(AclsApi::matching).toList()))
                .toList();
        return new DeleteAclsResponse(new DeleteAclsResponseData().setFilterResults(results), request.version());
    }

    private static DeleteAclsMatchingAcl matching(AclBinding acl) {
        return new DeleteAclsMatchingAcl()
                .setResourceType(acl.pattern().resourceType().code())
                .setResourceName(acl.pattern().name())
                .setPatternType(acl.pattern().patternType().code())
                .setPrincipal(acl.entry().principal())
                .setHost(acl.entry().host())
                .setOperation(acl.entry().operation().code())
                .setPermissionType(acl.entry().permissionType().code());
    }

    private void requireAuthorizer() {
        if (access.rules().isEmpty()) {
            throw new SecurityDisabledException("No Authorizer is configured.");
        }
    }
}
