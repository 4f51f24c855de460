package io.leat.cli.plugins;

import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of {@code plugin.path} with a folder for each plugin. Each installed one has a note of what it is made of. */
final class PluginStore {
    /** Beside the jars: the coordinates, then a line per jar with its SHA-256. */
    static final String NOTE = "leat-plugin.txt";

    /** Folders whose name begins so are on their way in or out; a worker passes over them. */
    private static final String HIDDEN = ".leat-";

    private final Path folder;

    PluginStore(Path folder) {
        this.folder = folder;
    }

    /**
     * An installed plugin.
     *
     * @param sums the SHA-256 of each jar when it was installed
     */
    record Installed(Path folder, String coordinates, Map<String, String> sums) {
        String name() {
            return String.valueOf(folder.getFileName());
        }
    }

    /** Puts the jars into a folder of their own; one that is there is replaced, and never seen half. */
    Path install(MavenPlugins.Found plugin) {
        String name = plugin.coordinates().folder();
        Path target = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Path coming = Files.createTempDirectory(folder, HIDDEN + name);
            Path going = coming.resolveSibling(coming.getFileName() + "-old");
            try {
                fill(coming, plugin);
                if (Files.exists(target)) {
                    Files.move(target, going, StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(coming, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(going);
                delete(coming);
            }
            return target;
        } catch (IOException e) {
            throw problem("The plugin cannot be written to " + target, e);
        }
    }

    private static void fill(Path coming, MavenPlugins.Found plugin) throws IOException {
        List<String> note = new ArrayList<>(List.of(plugin.coordinates().toString()));
        for (Path jar : plugin.jars()) {
            Path copy = coming.resolve(String.valueOf(jar.getFileName()));
            for (int i = 2; Files.exists(copy); i++) {
                copy = coming.resolve(i + "-" + jar.getFileName()); // the same name from another group
            }
            Files.copy(jar, copy);
            note.add(sha256(copy) + "  " + copy.getFileName());
        }
        Files.write(coming.resolve(NOTE), note);
        // A temporary folder is its maker's alone; a worker may run as somebody else.
        if (Files.getFileStore(coming).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(coming, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** What was installed here, by name. */
    List<Installed> installed() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(each -> Files.isRegularFile(each.resolve(NOTE)))
                    .sorted()
                    .map(PluginStore::read)
                    .toList();
        } catch (IOException e) {
            throw problem("The plugins in " + folder + " cannot be listed", e);
        }
    }

    private static Installed read(Path plugin) {
        try {
            List<String> lines = Files.readAllLines(plugin.resolve(NOTE), StandardCharsets.UTF_8);
            Map<String, String> sums = new TreeMap<>();
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] parts = line.split(" {2}", 2);
                if (parts.length == 2) {
                    sums.put(parts[1], parts[0]);
                }
            }
            return new Installed(plugin, lines.isEmpty() ? "" : lines.get(0), sums);
        } catch (IOException e) {
            throw problem("The note " + plugin.resolve(NOTE) + " cannot be read", e);
        }
    }

    /** What differs from what was installed, a sentence each. */
    static List<String> changes(Installed plugin) {
        List<String> changes = new ArrayList<>();
        plugin.sums().forEach((name, sum) -> {
            Path jar = plugin.folder().resolve(name);
            try {
                if (!Files.exists(jar)) {
                    changes.add(name + " is missing");
                } else if (!sha256(jar).equals(sum)) {
                    changes.add(name + " is not the file that was installed");
                }
            } catch (IOException e) {
                changes.add(name + " cannot be read: " + e.getMessage());
            }
        });
        return changes;
    }

    /** Removes a plugin by its folder's name or its coordinates, with or without version; the folders that are gone. */
    List<Path> remove(String name) {
        List<Installed> fitting = installed().stream()
                .filter(plugin -> plugin.name().equals(name)
                        || plugin.coordinates().equals(name)
                        || plugin.coordinates().startsWith(name + ":"))
                .toList();
        if (fitting.isEmpty()) {
            throw Problem.wrongInput(
                    "No plugin " + name + " was installed in " + folder + ".",
                    "See what there is with ./leat plugins list.");
        }
        if (fitting.size() > 1) {
            throw Problem.wrongInput(
                    name + " fits several: "
                            + String.join(
                                    ", ", fitting.stream().map(Installed::name).toList()) + ".",
                    "Name one of them.");
        }
        Path gone = fitting.get(0).folder();
        try {
            Path going = gone.resolveSibling(HIDDEN + gone.getFileName() + "-old");
            Files.move(gone, going, StandardCopyOption.ATOMIC_MOVE);
            delete(going);
            return List.of(gone);
        } catch (IOException e) {
            throw problem("The plugin in " + gone + " cannot be removed", e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
        }
    }

    private static Problem problem(String what, IOException cause) {
        return new Problem(
                ExitCode.FAILED, what + ": " + cause + ".", "See that the folder may be written and has room.", cause);
    }
}
