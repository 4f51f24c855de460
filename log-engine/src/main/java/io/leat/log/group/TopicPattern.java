package io.leat.log.group;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InvalidRegularExpression;

/** An expression for topics in RE2's syntax, which takes time in proportion to the name whatever somebody writes. */
record TopicPattern(Pattern pattern) {

    /** Reads one; throws {@link InvalidRegularExpression} if it is none. */
    static TopicPattern compile(String regex) {
        try {
            return new TopicPattern(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new InvalidRegularExpression("The expression %s for topics is not one of RE2's: %s."
                    .formatted(e.getPattern(), e.getDescription()));
        }
    }

    Set<String> matching(Collection<String> names) {
        return names.stream().filter(pattern::matches).collect(Collectors.toUnmodifiableSet());
    }
}
