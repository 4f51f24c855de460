package io.leat.connect.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was found in locations, by the hash of their content: a file each. What cannot be read or written is as if
 * it were not there; a start never fails for its cache.
 */
final class ScanCache {
    private static final Logger LOG = LoggerFactory.getLogger(ScanCache.class);
    /** What is older is found out anew; so nothing stays for ever that no plugin path has any more. */
    private static final Duration KEPT = Duration.ofDays(60);

    private final @Nullable Path folder;
    private final InstantSource clock;

    /** @param folder null keeps nothing */
    ScanCache(@Nullable Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    boolean isOn() {
        return folder != null;
    }

    Optional<LocationScan> get(String hash) {
        if (folder == null) {
            return Optional.empty();
        }
        try {
            return LocationScan.parse(Files.readAllLines(folder.resolve(hash), StandardCharsets.UTF_8));
        } catch (NoSuchFileException notKept) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("What is kept of plugins in {} cannot be read", folder.resolve(hash), e);
            return Optional.empty();
        }
    }

    void put(String hash, LocationScan scan) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            removeOld(folder);
            Path written = Files.createTempFile(folder, hash, ".new");
            Files.write(written, scan.lines(), StandardCharsets.UTF_8);
            Files.move(
                    written, folder.resolve(hash), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debug("What was found of plugins cannot be kept in {}", folder, e);
        }
    }

    private void removeOld(Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(clock.instant().minus(KEPT))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
