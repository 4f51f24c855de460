package io.leat.connector.telegraf.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Set;

/**
 * Who is logged in, from {@code /var/run/utmp}: entries of 384 bytes with the kind in the first two and the name in 32 from
 * byte 44 on (utmp(5), Linux).
 *
 * @param sessions the field {@code n_users}
 * @param users the field {@code n_unique_users}
 */
public record Logins(long sessions, long users) {
    private static final int ENTRY = 384;
    private static final int NAME_AT = 44;
    private static final int NAME_LENGTH = 32;
    private static final int USER_PROCESS = 7;

    /** Counts the whole entries of a file in little-endian order. */
    public static Logins parse(byte[] utmp) {
        Set<String> names = new HashSet<>();
        long sessions = 0;
        for (int at = 0; at + ENTRY <= utmp.length; at += ENTRY) {
            if (utmp[at] == USER_PROCESS && utmp[at + 1] == 0) {
                sessions++;
                names.add(name(utmp, at + NAME_AT));
            }
        }
        return new Logins(sessions, names.size());
    }

    private static String name(byte[] utmp, int from) {
        int length = 0;
        while (length < NAME_LENGTH && utmp[from + length] != 0) {
            length++;
        }
        return new String(utmp, from, length, UTF_8);
    }
}
