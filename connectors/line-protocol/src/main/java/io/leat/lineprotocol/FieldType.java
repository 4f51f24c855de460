package io.leat.lineprotocol;

/** What a field's value is, told by how it is written. */
public enum FieldType {
    /** {@code 1}, {@code -1.5e3}, {@code .5}, {@code 1.}: a finite double. */
    FLOAT,
    /** {@code 1i}: a signed 64-bit integer. */
    INTEGER,
    /** {@code 1u}: an unsigned 64-bit integer. */
    UNSIGNED,
    /** {@code t T true True TRUE f F false False FALSE}. */
    BOOLEAN,
    /** {@code "…"}. */
    STRING
}
