package io.leat.log.acl;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.acl.AclPermissionType.ALLOW;
import static org.apache.kafka.common.acl.AclPermissionType.DENY;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.junit.jupiter.api.Test;

class AclRulesTest {
    private static final Who ALICE = new Who("User:alice", "10.0.0.1");
    private static final Who BOB = new Who("User:bob", "10.0.0.2");

    @Test
    void whatNothingNamesIsRefusedAndSuperUsersMayDoEverything() {
        assertThat(rules().allows(ALICE, READ, TOPIC, "t")).isFalse();
        AclRules withRoot = new AclRules(List.of(acl("t", LITERAL, "User:*", ALL, DENY)), Set.of("User:alice"), false);
        assertThat(withRoot.allows(ALICE, WRITE, TOPIC, "t")).isTrue();
        assertThat(withRoot.allowsSome(ALICE, WRITE, TOPIC)).isTrue();
        assertThat(withRoot.allows(BOB, WRITE, TOPIC, "t")).isFalse();
    }

    @Test
    void patternsAreLiteralPrefixedOrEverything() {
        AclRules rules = rules(
                acl("exact", LITERAL, "User:alice", READ, ALLOW),
                acl("pre-", PREFIXED, "User:alice", READ, ALLOW),
                acl("*", LITERAL, "User:bob", READ, ALLOW));
        assertThat(rules.allows(ALICE, READ, TOPIC, "exact")).isTrue();
        assertThat(rules.allows(ALICE, READ, TOPIC, "exactly")).isFalse();
        assertThat(rules.allows(ALICE, READ, TOPIC, "pre-")).isTrue();
        assertThat(rules.allows(ALICE, READ, TOPIC, "pre-fix")).isTrue();
        assertThat(rules.allows(ALICE, READ, TOPIC, "pre")).isFalse();
        assertThat(rules.allows(BOB, READ, TOPIC, "anything")).isTrue();
        assertThat(rules.allows(BOB, READ, GROUP, "anything")).isFalse();
    }

    @Test
    void aDenyWinsOverEveryAllowHoweverItIsNamed() {
        AclRules rules = rules(
                acl("a", LITERAL, "User:alice", ALL, ALLOW),
                acl("a", PREFIXED, "User:*", WRITE, DENY),
                acl("b", LITERAL, "User:alice", READ, ALLOW),
                acl("*", LITERAL, "User:alice", ALL, DENY));
        assertThat(rules.allows(ALICE, WRITE, TOPIC, "a")).isFalse();
        assertThat(rules.allows(ALICE, READ, TOPIC, "b")).isFalse();
        assertThat(rules.allowsSome(ALICE, READ, TOPIC)).isFalse();
    }

    @Test
    void allowedOperationsImplyOthersAndDeniedOnesDoNot() {
        for (AclOperation operation : List.of(READ, WRITE, DELETE, AclOperation.ALTER, ALL, DESCRIBE)) {
            assertThat(rules(acl("t", LITERAL, "User:alice", operation, ALLOW)).allows(ALICE, DESCRIBE, TOPIC, "t"))
                    .as(operation.name())
                    .isTrue();
        }
        assertThat(rules(acl("t", LITERAL, "User:alice", ALTER_CONFIGS, ALLOW))
                        .allows(ALICE, DESCRIBE_CONFIGS, TOPIC, "t"))
                .isTrue();
        assertThat(rules(acl("t", LITERAL, "User:alice", ALTER_CONFIGS, ALLOW)).allows(ALICE, DESCRIBE, TOPIC, "t"))
                .isFalse();
        AclRules deniedRead =
                rules(acl("t", LITERAL, "User:alice", READ, DENY), acl("t", LITERAL, "User:alice", DESCRIBE, ALLOW));
        assertThat(deniedRead.allows(ALICE, DESCRIBE, TOPIC, "t")).isTrue();
        assertThat(deniedRead.allows(ALICE, READ, TOPIC, "t")).isFalse();
    }

    @Test
    void hostsAreOneAddressOrAll() {
        AclRules rules = rules(new AclBinding(
                new ResourcePattern(TOPIC, "t", LITERAL), new AccessControlEntry("User:*", "10.0.0.1", READ, ALLOW)));
        assertThat(rules.allows(ALICE, READ, TOPIC, "t")).isTrue();
        assertThat(rules.allows(BOB, READ, TOPIC, "t")).isFalse();
    }

    @Test
    void whatNoAclIsAboutIsOpenOnlyIfTheBrokerSaysSo() {
        AclRules rules = new AclRules(List.of(acl("t", LITERAL, "User:bob", READ, ALLOW)), Set.of(), true);
        assertThat(rules.allows(ALICE, READ, TOPIC, "other")).isTrue();
        assertThat(rules.allows(ALICE, READ, TOPIC, "t")).isFalse();
        assertThat(rules.allows(ALICE, READ, GROUP, "t")).isTrue();
    }

    @Test
    void someResourceIsAllowedIfOneAllowIsNotUndoneByADeny() {
        assertThat(rules(acl("t", LITERAL, "User:alice", WRITE, ALLOW)).allowsSome(ALICE, WRITE, TOPIC))
                .isTrue();
        assertThat(rules(acl("t", LITERAL, "User:alice", WRITE, ALLOW)).allowsSome(ALICE, READ, TOPIC))
                .isFalse();
        assertThat(rules(acl("t", LITERAL, "User:alice", WRITE, ALLOW), acl("t", LITERAL, "User:*", WRITE, DENY))
                        .allowsSome(ALICE, WRITE, TOPIC))
                .isFalse();
        assertThat(rules(acl("pre-a", PREFIXED, "User:alice", WRITE, ALLOW), acl("pre", PREFIXED, "User:*", ALL, DENY))
                        .allowsSome(ALICE, WRITE, TOPIC))
                .isFalse();
        assertThat(rules(acl("pre", PREFIXED, "User:alice", WRITE, ALLOW), acl("pre-a", PREFIXED, "User:*", ALL, DENY))
                        .allowsSome(ALICE, WRITE, TOPIC))
                .isTrue();
    }

    private static AclRules rules(AclBinding... acls) {
        return new AclRules(List.of(acls), Set.of(), false);
    }

    private static AclBinding acl(
            String name, PatternType type, String principal, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(TOPIC, name, type), new AccessControlEntry(principal, "*", operation, permission));
    }
}
