package io.leat.log.topic;

import org.jspecify.annotations.Nullable;

/**
 * Whom quotas are for: a user, a client id, or a client id of a user. {@link #DEFAULT} stands for all that have none of their own.
 *
 * @param user null if it is for any user
 * @param clientId null if it is for any client id
 */
public record QuotaEntity(@Nullable String user, @Nullable String clientId) {
    /** Neither a user nor a client can have it as a name that is written in a quota. */
    public static final String DEFAULT = "";
}
