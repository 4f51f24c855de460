package io.leat.connector.telegraf;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as the tag {@code host} has it. */
final class HostName {
    private HostName() {}

    /** The kernel's name for it; where there is no such file, the network's; else {@code localhost}. */
    static String ofThisMachine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return ofTheNetwork();
        }
    }

    private static String ofTheNetwork() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
