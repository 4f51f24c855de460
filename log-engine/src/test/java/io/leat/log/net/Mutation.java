package io.leat.log.net;

import java.util.Arrays;
import java.util.Random;

/** What is done to a good request before it is sent. */
enum Mutation {
    NONE {
        @Override
        byte[] apply(byte[] request, Random random) {
            return request;
        }
    },
    FLIP_BITS {
        @Override
        byte[] apply(byte[] request, Random random) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                request[random.nextInt(request.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return request;
        }
    },
    TRUNCATE {
        @Override
        byte[] apply(byte[] request, Random random) {
            return Arrays.copyOf(request, random.nextInt(request.length));
        }
    },
    APPEND {
        @Override
        byte[] apply(byte[] request, Random random) {
            return Arrays.copyOf(request, request.length + 1 + random.nextInt(100));
        }
    },
    /** Somewhere four bytes that are 2^31-1, or as a number of variable length 2^32-2: of an array, a string or bytes. */
    HUGE_LENGTH {
        @Override
        byte[] apply(byte[] request, Random random) {
            byte[] huge = random.nextBoolean() ? new byte[] {0x7f, -1, -1, -1} : new byte[] {-1, -1, -1, -1, 0x0f};
            return overwrite(request, random, huge);
        }
    },
    /** Somewhere a length that is possible, and more than there is. */
    GREAT_LENGTH {
        @Override
        byte[] apply(byte[] request, Random random) {
            return overwrite(
                    request, random, new byte[] {0, 0, (byte) random.nextInt(128), (byte) random.nextInt(256)});
        }
    },
    NEGATIVE_LENGTH {
        @Override
        byte[] apply(byte[] request, Random random) {
            return overwrite(request, random, new byte[] {-1, -1, -1, (byte) -random.nextInt(1, 100)});
        }
    },
    WRONG_VERSION {
        @Override
        byte[] apply(byte[] request, Random random) {
            request[2] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            request[3] = (byte) random.nextInt(random.nextBoolean() ? 20 : 256);
            return request;
        }
    },
    WRONG_API {
        @Override
        byte[] apply(byte[] request, Random random) {
            request[0] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 0);
            request[1] = (byte) random.nextInt(random.nextBoolean() ? 100 : 256);
            return request;
        }
    };

    /** The bytes to send; may be {@code request} itself, altered. */
    abstract byte[] apply(byte[] request, Random random);

    private static byte[] overwrite(byte[] request, Random random, byte[] with) {
        int at = random.nextInt(8, Math.max(9, request.length));
        byte[] all = Arrays.copyOf(request, Math.max(request.length, at + with.length));
        System.arraycopy(with, 0, all, at, with.length);
        return all;
    }
}
