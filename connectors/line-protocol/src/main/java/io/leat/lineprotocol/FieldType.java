package io.leat.lineprotocol;

/** The five types a field can have; the text of the value alone decides which. */
public enum FieldType {
    /** {@code 1}, {@code -1.5e3}, {@code .1}: a {@code double}. */
    FLOAT,
    /** {@code 1i}: a signed 64-bit integer. */
    INTEGER,
    /** {@code 1u}: an unsigned 64-bit integer, held in a {@code long} whose sign bit counts 2<sup>63</sup>. */
    UNSIGNED,
    /** {@code t T true True TRUE f F false False FALSE}. */
    BOOLEAN,
    /** {@code "…"}, with real line breaks inside if it likes. */
    STRING
}
