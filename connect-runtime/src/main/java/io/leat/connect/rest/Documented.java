package io.leat.connect.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What {@code /openapi.json} says of a request beyond what its path, method and parameters say. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Documented {
    /** One sentence. */
    String value();

    /** The codes of success. */
    int[] success() default 200;

    /** The codes of errors that are particular to this request. */
    int[] errors() default {};

    /** The name of the schema of a reply, in {@code openapi-schemas.json}; none if it has no body. */
    String reply() default "";

    /** The name of the schema of the request's body. */
    String body() default "";
}
