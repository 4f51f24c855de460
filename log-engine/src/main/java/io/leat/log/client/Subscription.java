package io.leat.log.client;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.errors.InvalidRegularExpression;

/** What a consumer wants to read: partitions it names itself, or topics whose partitions its group shares out. */
sealed interface Subscription {

    record Nothing() implements Subscription {}

    /** The consumer named its partitions; no group decides. */
    record Partitions() implements Subscription {}

    record Topics(Set<String> names) implements Subscription {
        public Topics {
            names = Set.copyOf(names);
        }
    }

    /** All topics whose whole name matches, also those that are still to come. */
    record Matching(Pattern pattern) implements Subscription {}

    /**
     * The topics that a pattern for the broker means.
     *
     * @throws InvalidRegularExpression if it is no regular expression
     */
    static Subscription matching(SubscriptionPattern pattern) {
        try {
            return new Matching(Pattern.compile(pattern.pattern()));
        } catch (PatternSyntaxException e) {
            throw new InvalidRegularExpression(
                    "'%s' is not a regular expression: %s".formatted(pattern.pattern(), e.getMessage()));
        }
    }

    /** Whether a group decides which partitions are read. */
    default boolean isShared() {
        return this instanceof Topics || this instanceof Matching;
    }

    /**
     * The names of the topics it means now.
     *
     * @param all the topics there are
     * @param hidden those among them that a pattern does not see
     */
    default Set<String> topics(Collection<String> all, Predicate<String> hidden) {
        if (this instanceof Topics topics) {
            return topics.names();
        }
        Set<String> matching = new TreeSet<>();
        if (this instanceof Matching wanted) {
            all.stream()
                    .filter(name -> wanted.pattern().matcher(name).matches())
                    .filter(hidden.negate())
                    .forEach(matching::add);
        }
        return matching;
    }
}
