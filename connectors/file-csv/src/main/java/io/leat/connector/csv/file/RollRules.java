package io.leat.connector.csv.file;

/**
 * When a file is complete, and how it is seen until then.
 *
 * @param maxBytes a file is complete once it has this many bytes; the record that reaches it is still in it
 * @param maxAgeMs a file is complete this long after it was begun
 * @param partUntilComplete whether it is called {@code .part} until it is complete ({@code file.visibility=complete})
 */
public record RollRules(long maxBytes, long maxAgeMs, boolean partUntilComplete) {

    boolean complete(CsvFile file, long now) {
        return file.size() >= maxBytes || now - file.opened() >= maxAgeMs;
    }
}
