package io.leat.log.api;

import io.leat.log.broker.ClientQuotas;
import io.leat.log.topic.QuotaEntity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntityData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntryData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.ValueData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AlterClientQuotasRequest;
import org.apache.kafka.common.requests.AlterClientQuotasResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.DescribeClientQuotasRequest;
import org.apache.kafka.common.requests.DescribeClientQuotasResponse;
import org.jspecify.annotations.Nullable;

/** DescribeClientQuotas and AlterClientQuotas, for users and client ids. */
final class QuotasApi implements ApiFamily {
    private static final Set<String> TYPES =
            Set.of(ClientQuotaEntity.USER, ClientQuotaEntity.CLIENT_ID, ClientQuotaEntity.IP);

    private final ClientQuotas quotas;

    QuotasApi(ClientQuotas quotas) {
        this.quotas = quotas;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_CLIENT_QUOTAS, this::describe)
                .onSlow(ApiKeys.ALTER_CLIENT_QUOTAS, this::alterAll);
    }

    private AbstractResponse describe(Call who, DescribeClientQuotasRequest request) {
        List<ComponentData> components = request.data().components();
        check(components);
        List<EntryData> entries = new ArrayList<>();
        quotas.all().forEach((entity, values) -> {
            if (fits(entity, components, request.data().strict())) {
                EntryData entry = new EntryData();
                parts(entity)
                        .forEach((type, name) -> entry.entity()
                                .add(new EntityData()
                                        .setEntityType(type)
                                        .setEntityName(name.equals(QuotaEntity.DEFAULT) ? null : name)));
                values.forEach((name, value) ->
                        entry.values().add(new ValueData().setKey(name).setValue(value)));
                entries.add(entry);
            }
        });
        return new DescribeClientQuotasResponse(new DescribeClientQuotasResponseData().setEntries(entries));
    }

    private static void check(List<ComponentData> components) {
        Set<String> types = new HashSet<>();
        for (ComponentData component : components) {
            String type = component.entityType();
            if (type.isEmpty()) {
                throw new InvalidRequestException("Invalid empty entity type.");
            }
            if (!types.add(type)) {
                throw new InvalidRequestException(
                        "Entity type " + type + " cannot appear more than once in the filter.");
            }
            if (!TYPES.contains(type)) {
                throw new UnsupportedVersionException("Unsupported entity type " + type);
            }
            if (component.matchType() == DescribeClientQuotasRequest.MATCH_TYPE_EXACT && component.match() == null) {
                throw new InvalidRequestException("Request specified MATCH_TYPE_EXACT, but set match string to null.");
            }
        }
        if (types.contains(ClientQuotaEntity.IP) && types.size() > 1) {
            throw new InvalidRequestException("Invalid entity filter component combination, IP filter component should"
                    + " not be used with User or ClientId filter component.");
        }
    }

    private static boolean fits(QuotaEntity entity, List<ComponentData> components, boolean strict) {
        Map<String, String> parts = parts(entity);
        for (ComponentData component : components) {
            String name = parts.get(component.entityType());
            boolean fits = name != null
                    && switch (component.matchType()) {
                        case DescribeClientQuotasRequest.MATCH_TYPE_EXACT ->
                            name.equals(component.match()) && !name.equals(QuotaEntity.DEFAULT);
                        case DescribeClientQuotasRequest.MATCH_TYPE_DEFAULT -> name.equals(QuotaEntity.DEFAULT);
                        case DescribeClientQuotasRequest.MATCH_TYPE_SPECIFIED -> true;
                        default -> throw new InvalidRequestException("Unknown match type " + component.matchType());
                    };
            if (!fits) {
                return false;
            }
        }
        return !strict || parts.size() == components.size();
    }

    private static Map<String, String> parts(QuotaEntity entity) {
        Map<String, String> parts = new HashMap<>();
        if (entity.user() != null) {
            parts.put(ClientQuotaEntity.USER, entity.user());
        }
        if (entity.clientId() != null) {
            parts.put(ClientQuotaEntity.CLIENT_ID, entity.clientId());
        }
        return parts;
    }

    private AbstractResponse alterAll(Call who, AlterClientQuotasRequest request) {
        AlterClientQuotasResponseData response = new AlterClientQuotasResponseData();
        for (AlterClientQuotasRequestData.EntryData asked : request.data().entries()) {
            ApiError error = alter(asked, request.data().validateOnly());
            AlterClientQuotasResponseData.EntryData entry = new AlterClientQuotasResponseData.EntryData()
                    .setErrorCode(error.error().code())
                    .setErrorMessage(error.message());
            asked.entity()
                    .forEach(it -> entry.entity()
                            .add(new AlterClientQuotasResponseData.EntityData()
                                    .setEntityType(it.entityType())
                                    .setEntityName(it.entityName())));
            response.entries().add(entry);
        }
        return new AlterClientQuotasResponse(response);
    }

    private ApiError alter(AlterClientQuotasRequestData.EntryData asked, boolean judgeOnly) {
        try {
            QuotaEntity entity = entity(asked.entity());
            Map<String, @Nullable Double> changes = new HashMap<>();
            asked.ops().forEach(op -> changes.put(op.key(), op.remove() ? null : (Double) op.value()));
            quotas.alter(entity, changes, judgeOnly);
            return ApiError.NONE;
        } catch (RuntimeException e) {
            return new ApiError(Failures.error(e), e.getMessage());
        }
    }

    private static QuotaEntity entity(List<AlterClientQuotasRequestData.EntityData> parts) {
        if (parts.isEmpty()) {
            throw new InvalidRequestException("Invalid empty client quota entity");
        }
        Map<String, String> names = new HashMap<>();
        for (AlterClientQuotasRequestData.EntityData part : parts) {
            String type = part.entityType();
            if (!TYPES.contains(type)) {
                throw new InvalidRequestException("Unhandled client quota entity type: " + type);
            }
            if (part.entityName() != null && part.entityName().isEmpty()) {
                throw new InvalidRequestException("Empty " + type + " not supported");
            }
            String name = Objects.requireNonNullElse(part.entityName(), QuotaEntity.DEFAULT);
            if (names.put(type, name) != null) {
                throw new InvalidRequestException("Invalid client quota entity: " + type + " is there twice");
            }
        }
        if (names.containsKey(ClientQuotaEntity.IP)) {
            throw new InvalidRequestException(
                    names.size() > 1
                            ? "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId"
                            : "Quotas of addresses (ip) are not served. Limit max.connections.per.ip, or quotas of users and client ids");
        }
        return new QuotaEntity(names.get(ClientQuotaEntity.USER), names.get(ClientQuotaEntity.CLIENT_ID));
    }
}
