package io.leat.connector.telegraf.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A mounted file system; a line of {@code /proc/self/mounts}.
 *
 * @param device without {@code /dev/}, as Telegraf writes it
 * @param mode {@code rw}, {@code ro} or {@code unknown}
 */
public record Mount(String device, String path, String fstype, String mode) {
    /** What Telegraf's sample configuration ignores: file systems without a disk of their own. */
    public static final Set<String> IGNORED =
            Set.of("tmpfs", "devtmpfs", "devfs", "iso9660", "overlay", "aufs", "squashfs");

    /** The mounts in the text of {@code /proc/self/mounts}; of several on one path the last, which hides the others. */
    public static List<Mount> parse(String mounts) {
        var byPath = new LinkedHashMap<String, Mount>();
        for (String line : Lines.of(mounts)) {
            String[] words = line.split(" ", -1);
            if (words.length >= 4) {
                String path = unescape(words[1]);
                byPath.put(path, new Mount(unescape(words[0]).replace("/dev/", ""), path, words[2], mode(words[3])));
            }
        }
        return new ArrayList<>(byPath.values());
    }

    private static String mode(String options) {
        var all = Arrays.asList(options.split(",", -1));
        return all.contains("rw") ? "rw" : all.contains("ro") ? "ro" : "unknown";
    }

    /** The kernel writes a space, a tab, a line feed and a backslash as a backslash and three octal digits. */
    private static String unescape(String word) {
        var out = new StringBuilder();
        byte[] bytes = word.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && i + 3 < bytes.length) {
                out.append((char) ((bytes[i + 1] - '0') << 6 | (bytes[i + 2] - '0') << 3 | (bytes[i + 3] - '0')));
                i += 3;
            } else {
                out.append((char) (bytes[i] & 0xff));
            }
        }
        return new String(out.toString().getBytes(ISO_8859_1), UTF_8);
    }

    /** The tags of the metric {@code disk}, without the host. */
    public Map<String, String> tags() {
        var tags = new LinkedHashMap<String, String>();
        tags.put("device", device);
        tags.put("fstype", fstype);
        tags.put("mode", mode);
        tags.put("path", path);
        return tags;
    }
}
