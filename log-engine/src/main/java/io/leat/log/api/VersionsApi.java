package io.leat.log.api;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.feature.Features;
import org.apache.kafka.common.feature.SupportedVersionRange;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/**
 * ApiVersions: what is served, each over its whole range. Produce is told from version 0 on though 0 to 2 are refused, since
 * librdkafka before 2.11.1 else sends without compression (KAFKA-18659).
 */
final class VersionsApi implements ApiFamily {
    /** Below it a feature whose least version is 0 cannot be told. */
    private static final int ZERO_FEATURES_SINCE = 4;

    private final Set<ApiKeys> served = EnumSet.noneOf(ApiKeys.class);
    private final Map<String, Short> features;

    /**
     * What this node speaks.
     *
     * @param features the finalized level of each feature of Kafka that clients go by
     */
    VersionsApi(Map<String, Short> features) {
        this.features = features;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.API_VERSIONS, this::answer);
        served.addAll(routes.served()); // It is the last that is asked to serve.
    }

    private AbstractResponse answer(Call who, ApiVersionsRequest request) {
        if (request.hasUnsupportedRequestVersion()) {
            return request.getErrorResponse(0, Errors.UNSUPPORTED_VERSION.exception());
        }
        return request.isValid()
                ? versions(request.version())
                : request.getErrorResponse(0, Errors.INVALID_REQUEST.exception());
    }

    /** The answer to a request of {@code version}; also for those who ask before they authenticate. */
    ApiVersionsResponse versions(short version) {
        ApiVersionCollection keys = new ApiVersionCollection(served.size());
        for (ApiKeys key : served) {
            key.toApiVersionForApiResponse(false, ListenerType.BROKER).ifPresent(range -> keys.add(range.duplicate()));
        }
        Map<String, SupportedVersionRange> supported = new java.util.HashMap<>();
        features.forEach((name, level) -> supported.put(name, new SupportedVersionRange((short) 0, level)));
        return new ApiVersionsResponse.Builder()
                .setApiVersions(keys)
                .setSupportedFeatures(Features.supportedFeatures(supported))
                .setFinalizedFeatures(features)
                .setFinalizedFeaturesEpoch(0)
                .setAlterFeatureLevel0(version < ZERO_FEATURES_SINCE)
                .build();
    }
}
