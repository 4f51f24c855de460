package io.leat.lineprotocol;

/**
 * Why a line was refused.
 *
 * @param line the line in the input, from 1; line breaks inside strings count
 * @param column the byte in the line, from 1
 * @param expected what the grammar wants there, and what to write if the cause is a known one
 * @param found what is there instead
 */
public record LineError(long line, int column, String expected, String found) {

    /** One sentence without the position: {@code expected a field value, found ','}. */
    public String reason() {
        return "expected " + expected + ", found " + found;
    }

    /** One sentence: {@code line 3, column 12: expected a field value, found ','}. */
    public String message() {
        return "line " + line + ", column " + column + ": " + reason();
    }
}
