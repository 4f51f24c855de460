package io.leat.connector.telegraf.listen;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A request's body, decompressed, that ends in an error once it is longer than the limit (T2): a gzip bomb is cut short. */
final class BoundedBody extends FilterInputStream {
    private final int limit;
    private long count;

    private BoundedBody(InputStream in, int limit) {
        super(in);
        this.limit = limit;
    }

    /** More bytes than allowed. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;
        private final int limit;

        TooLargeException(int limit) {
            super("the body has more than " + limit + " bytes");
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }

    /**
     * The body in the encoding that the header {@code Content-Encoding} names.
     *
     * @throws IllegalArgumentException for another encoding than gzip and identity
     */
    static InputStream of(InputStream body, @Nullable String encoding, int limit) throws IOException {
        return switch (encoding == null ? "" : encoding.toLowerCase(Locale.ROOT)) {
            case "", "identity" -> new BoundedBody(body, limit);
            case "gzip" -> new BoundedBody(new GZIPInputStream(body), limit);
            default ->
                throw new IllegalArgumentException(
                        "Content-Encoding is '" + encoding + "'; send gzip, or nothing at all");
        };
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        return b < 0 ? b : counted(1) - 1 + b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return counted(super.read(buffer, offset, length));
    }

    private int counted(int read) throws TooLargeException {
        count += Math.max(0, read);
        if (count > limit) {
            throw new TooLargeException(limit);
        }
        return read;
    }
}
