package io.leat.connector.csv.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** The text in a value that came through the String or the ByteArray converter. */
final class Texts {
    private Texts() {}

    static boolean holds(@Nullable Object value) {
        return value instanceof String || value instanceof byte[] || value instanceof ByteBuffer;
    }

    /** The text; bytes that are no UTF-8 are refused rather than replaced. */
    static String of(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof byte[] bytes) {
            return decode(ByteBuffer.wrap(bytes));
        }
        if (value instanceof ByteBuffer bytes) {
            return decode(bytes.duplicate());
        }
        throw new BadValueException("expected text, and found "
                + (value == null ? "nothing" : value.getClass().getSimpleName())
                + "; use StringConverter or ByteArrayConverter as value.converter, or another value.format");
    }

    /** The text as UTF-8 bytes; those that came as bytes are looked at, and not copied. */
    static byte[] utf8(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            for (byte b : bytes) {
                if (b < 0) {
                    decode(ByteBuffer.wrap(bytes));
                    break;
                }
            }
            return bytes;
        }
        return of(value).getBytes(UTF_8);
    }

    /** The first character that is no white space, as far as ASCII tells; 0 if there is none. */
    static char firstCharacter(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            for (byte b : bytes) {
                if (b > ' ' || b < 0) {
                    return (char) (b & 0xff);
                }
            }
            return 0;
        }
        String stripped = of(value).stripLeading();
        return stripped.isEmpty() ? 0 : stripped.charAt(0);
    }

    private static String decode(ByteBuffer bytes) {
        try {
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new BadValueException("the bytes are no UTF-8 text", e);
        }
    }
}
