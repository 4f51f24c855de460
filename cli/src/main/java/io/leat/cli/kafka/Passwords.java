package io.leat.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.cli.Problem;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A password of somebody, from a terminal that does not show it, or from a file: never from the command line, which all can see. */
final class Passwords {
    private static final String STANDARD_INPUT = "-";

    private Passwords() {}

    /**
     * Reads one.
     *
     * @param file its name, {@code -} for standard input; null to ask at the terminal
     */
    static char[] read(@Nullable String file, String user) {
        char[] password = file == null ? ask(user) : firstLine(file);
        if (password.length == 0) {
            throw Problem.wrongInput("The password of " + user + " is empty.", "Write at least one character.");
        }
        return password;
    }

    @SuppressWarnings(
            "SystemConsoleNull") // Where Java has a console without a terminal, it reads standard input: just as well.
    private static char[] ask(String user) {
        Console console = System.console();
        if (console == null) {
            throw Problem.wrongInput(
                    "There is no terminal to ask for the password of " + user + ".",
                    "Add --password-file FILE, or --password-file - for standard input.");
        }
        char[] first = console.readPassword("Password of %s: ", user);
        char[] second = console.readPassword("Once more: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw Problem.wrongInput("The two passwords are not the same.", "Run the command again.");
        }
        return first;
    }

    private static char[] firstLine(String file) {
        try (Reader in = file.equals(STANDARD_INPUT)
                ? new InputStreamReader(System.in, UTF_8)
                : Files.newBufferedReader(Path.of(file), UTF_8)) {
            String line = new BufferedReader(in).readLine();
            return line == null ? new char[0] : line.toCharArray();
        } catch (IOException e) {
            throw Problem.wrongInput(
                    "Cannot read the password from " + file + ": " + e.getMessage(), "Check the path of the file.");
        }
    }

    /** As UTF-8. */
    static byte[] bytes(char[] password) {
        ByteBuffer bytes = UTF_8.encode(CharBuffer.wrap(password));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
