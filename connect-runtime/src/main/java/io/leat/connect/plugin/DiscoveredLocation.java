package io.leat.connect.plugin;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A location, what was found in it, and the loader of its code.
 *
 * @param hash of its content; what has the same is the same code
 */
record DiscoveredLocation(PluginLocation location, String hash, LocationScan scan, PluginClassLoader loader) {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveredLocation.class);

    /** Takes what is known of the location: from {@code before} with its loader, or from the cache; else reads it. */
    static DiscoveredLocation of(
            PluginLocation location,
            ClassLoader parent,
            PluginDiscovery mode,
            ScanCache cache,
            Map<PluginLocation, DiscoveredLocation> before) {
        String hash = hash(location);
        DiscoveredLocation known = before.get(location);
        if (known != null && known.hash.equals(hash)) {
            return known;
        }
        Optional<LocationScan> kept = cache.get(hash).filter(scan -> scan.suits(mode));
        LocationScan scan = kept.orElseGet(() -> {
            LocationScan read = LocationScan.of(location, parent, mode.scans());
            cache.put(hash, read);
            return read;
        });
        return new DiscoveredLocation(location, hash, scan, new PluginClassLoader(location, parent));
    }

    /** Of what cannot be read nothing can be told: it is like nothing else. */
    private static String hash(PluginLocation location) {
        try {
            return ContentHash.of(location);
        } catch (IOException e) {
            LOG.warn("The plugin in {} cannot be read whole.", location.root(), e);
            return UUID.randomUUID().toString();
        }
    }

    Map<PluginKind, Set<String>> plugins(PluginDiscovery mode) {
        return scan.plugins(mode);
    }
}
