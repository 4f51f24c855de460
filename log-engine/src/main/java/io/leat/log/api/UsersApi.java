package io.leat.log.api;

import io.leat.log.broker.Access;
import io.leat.log.broker.Broker;
import io.leat.log.topic.ScramKey;
import io.leat.log.topic.ScramUser;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.CredentialInfo;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AlterUserScramCredentialsRequest;
import org.apache.kafka.common.requests.AlterUserScramCredentialsResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.DescribeUserScramCredentialsRequest;
import org.apache.kafka.common.requests.DescribeUserScramCredentialsResponse;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.utils.Bytes;

/** DescribeUserScramCredentials and AlterUserScramCredentials: who may come by SCRAM. */
final class UsersApi implements ApiFamily {
    private static final int MOST_ITERATIONS = 16_384;
    private static final ApiError TWICE =
            new ApiError(Errors.DUPLICATE_RESOURCE, "A user credential cannot be altered twice in the same request");

    private final Access access;

    UsersApi(Broker broker) {
        this.access = broker.access();
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, this::describe)
                .onSlow(ApiKeys.ALTER_USER_SCRAM_CREDENTIALS, this::alter);
    }

    private AbstractResponse describe(Call who, DescribeUserScramCredentialsRequest request) {
        Map<String, List<CredentialInfo>> known = new HashMap<>();
        access.scram()
                .forEach((user, key) -> known.computeIfAbsent(user.name(), it -> new ArrayList<>())
                        .add(new CredentialInfo().setMechanism(user.mechanism()).setIterations(key.iterations())));
        List<UserName> asked = request.data().users();
        List<String> names = asked == null || asked.isEmpty()
                ? List.copyOf(new TreeSet<>(known.keySet()))
                : asked.stream().map(UserName::name).toList();
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        names.stream().filter(it -> !once.add(it)).forEach(twice::add);
        DescribeUserScramCredentialsResponseData data = new DescribeUserScramCredentialsResponseData();
        names.stream()
                .distinct()
                .forEach(it ->
                        data.results().add(described(it, twice.contains(it), known.getOrDefault(it, List.of()))));
        return new DescribeUserScramCredentialsResponse(data);
    }

    private static DescribeUserScramCredentialsResult described(
            String name, boolean twice, List<CredentialInfo> known) {
        DescribeUserScramCredentialsResult result = new DescribeUserScramCredentialsResult().setUser(name);
        if (twice) {
            return result.setErrorCode(Errors.DUPLICATE_RESOURCE.code())
                    .setErrorMessage(
                            "Cannot describe SCRAM credentials for the same user twice in a single request: " + name);
        }
        return known.isEmpty()
                ? result.setErrorCode(Errors.RESOURCE_NOT_FOUND.code())
                        .setErrorMessage("Attempt to describe a user credential that does not exist: " + name)
                : result.setCredentialInfos(known);
    }

    private AbstractResponse alter(Call who, AlterUserScramCredentialsRequest request) {
        Map<String, ApiError> errors = new LinkedHashMap<>();
        Map<String, ScramUser> removed = new HashMap<>();
        Map<String, ScramCredentialUpsertion> set = new HashMap<>();
        request.data().deletions().forEach(it -> {
            ApiError error = errors.containsKey(it.name()) ? TWICE : judge(it.name(), it.mechanism());
            ScramUser user = new ScramUser(it.name(), it.mechanism());
            if (error.isSuccess() && !access.scram().containsKey(user)) {
                error = new ApiError(
                        Errors.RESOURCE_NOT_FOUND, "Attempt to delete a user credential that does not exist");
            }
            errors.merge(it.name(), error, UsersApi::first);
            removed.put(it.name(), user);
        });
        request.data().upsertions().forEach(it -> {
            errors.merge(it.name(), errors.containsKey(it.name()) ? TWICE : judge(it), UsersApi::first);
            set.put(it.name(), it);
        });
        removed.keySet().removeIf(it -> Objects.requireNonNull(errors.get(it)).isFailure());
        set.keySet().removeIf(it -> Objects.requireNonNull(errors.get(it)).isFailure());
        Map<ScramUser, ScramKey> keys = new HashMap<>();
        set.values().forEach(it -> keys.put(new ScramUser(it.name(), it.mechanism()), key(it)));
        access.changeScram(keys, List.copyOf(removed.values()));
        AlterUserScramCredentialsResponseData data = new AlterUserScramCredentialsResponseData();
        errors.forEach((name, error) -> data.results()
                .add(new AlterUserScramCredentialsResult()
                        .setUser(name)
                        .setErrorCode(error.error().code())
                        .setErrorMessage(error.isFailure() ? error.message() : null)));
        return new AlterUserScramCredentialsResponse(data);
    }

    /** The first fault that was found of a user is the one that is told. */
    private static ApiError first(ApiError before, ApiError now) {
        return before.isFailure() ? before : now;
    }

    private static ApiError judge(String name, byte mechanism) {
        if (name.isEmpty()) {
            return new ApiError(Errors.UNACCEPTABLE_CREDENTIAL, "Username must not be empty");
        }
        return ScramMechanism.fromType(mechanism) == ScramMechanism.UNKNOWN
                ? new ApiError(Errors.UNSUPPORTED_SASL_MECHANISM, "Unknown SCRAM mechanism")
                : ApiError.NONE;
    }

    private static ApiError judge(ScramCredentialUpsertion wanted) {
        ApiError error = judge(wanted.name(), wanted.mechanism());
        if (error.isFailure()) {
            return error;
        }
        if (wanted.iterations() < mechanism(wanted).minIterations()) {
            return new ApiError(Errors.UNACCEPTABLE_CREDENTIAL, "Too few iterations");
        }
        return wanted.iterations() > MOST_ITERATIONS
                ? new ApiError(Errors.UNACCEPTABLE_CREDENTIAL, "Too many iterations")
                : ApiError.NONE;
    }

    /** The salted password does not outlive this call: from the keys made of it nobody can log in. */
    private static ScramKey key(ScramCredentialUpsertion wanted) {
        try {
            ScramFormatter formatter = new ScramFormatter(mechanism(wanted));
            byte[] salted = wanted.saltedPassword();
            return new ScramKey(
                    Bytes.wrap(wanted.salt()),
                    Bytes.wrap(formatter.storedKey(formatter.clientKey(salted))),
                    Bytes.wrap(formatter.serverKey(salted)),
                    wanted.iterations());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("This Java cannot make keys of SCRAM", e);
        }
    }

    private static org.apache.kafka.common.security.scram.internals.ScramMechanism mechanism(
            ScramCredentialUpsertion wanted) {
        return org.apache.kafka.common.security.scram.internals.ScramMechanism.forMechanismName(
                ScramMechanism.fromType(wanted.mechanism()).mechanismName());
    }
}
