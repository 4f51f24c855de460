package io.leat.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that chance drives: a method with one {@code long}, run once with each of the seeds 1 to {@link #value}. With {@code
 * -Dleat.seed=N} it runs with that one alone; a failure says the whole line that does so.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(Seeds.class)
public @interface Seeded {
    /** How many seeds are tried. */
    int value();
}
