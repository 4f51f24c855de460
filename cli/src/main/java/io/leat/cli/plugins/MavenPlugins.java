package io.leat.cli.plugins;

import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencySelector;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResult;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.graph.selector.AndDependencySelector;
import org.eclipse.aether.util.graph.selector.ExclusionDependencySelector;
import org.jspecify.annotations.Nullable;

/**
 * Finds a plugin and all that it needs at run time in Maven repositories, by Maven's own rules. What was fetched once stays in the
 * cache. A file whose checksum is wrong, or that has none, is refused. Repositories that a POM names are not asked: only those
 * that the user has named.
 */
final class MavenPlugins implements AutoCloseable {
    static final String CENTRAL = "https://repo.maven.apache.org/maven2";

    private static final Pattern UNFINISHED =
            Pattern.compile(".*(alpha|beta|snapshot|preview|milestone|[._-](rc|cr|m)\\d*([._-].*)?$).*");

    private static final String RUNTIME = "runtime";

    /** What every plugin shares with the worker. */
    private static final List<Exclusion> SHARED = List.of(
            new Exclusion("org.apache.kafka", "kafka-clients", "*", "*"),
            new Exclusion("org.apache.kafka", "connect-api", "*", "*"),
            new Exclusion("org.slf4j", "slf4j-api", "*", "*"));

    private final RepositorySystem system = new RepositorySystemSupplier().get();
    private final RepositorySystemSession.CloseableSession session;
    private final List<RemoteRepository> repositories;
    private final Progress progress;

    /** A plugin in the version that was found, with its jars, its own first. */
    record Found(Coordinates coordinates, List<Path> jars) {}

    /**
     * @param cache a local Maven repository, such as {@code ~/.m2/repository}
     * @param urls of the repositories, in the order they are asked
     * @param offline ask none of them, take what is in the cache
     */
    MavenPlugins(Path cache, List<String> urls, boolean offline, Progress progress) {
        this.progress = progress;
        session = new SharedLeftOut(system)
                .get()
                .withLocalRepositoryBaseDirectories(cache)
                .setOffline(offline)
                .setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL)
                .setIgnoreArtifactDescriptorRepositories(true)
                .setTransferListener(progress)
                .setSystemProperties(System.getProperties())
                // Lists of what a repository has are not asked for: the few files are asked for themselves.
                .setConfigProperty("aether.remoteRepositoryFilter.prefixes", false)
                .build();
        repositories = system.newResolutionRepositories(
                session, urls.stream().map(MavenPlugins::repository).toList());
    }

    /** Maven's selectors, and one that leaves out what plugins share with the worker. */
    private static final class SharedLeftOut extends SessionBuilderSupplier {
        SharedLeftOut(RepositorySystem system) {
            super(system);
        }

        @Override
        protected DependencySelector getDependencySelector() {
            return new AndDependencySelector(super.getDependencySelector(), new ExclusionDependencySelector(SHARED));
        }
    }

    /** The cache knows by its id where a file came from; Maven's own calls Central so. */
    private static RemoteRepository repository(String given) {
        String url = given.replaceAll("/+$", "");
        String id = url.equals(CENTRAL) ? "central" : "leat-" + url.replaceAll("[^A-Za-z0-9]+", "-");
        return new RemoteRepository.Builder(id, "default", url).build();
    }

    /** @param with more that is to be in the plugin's folder: a driver, for example */
    Found resolve(Coordinates plugin, List<Coordinates> with) {
        try {
            Coordinates versioned = plugin.hasVersion() ? plugin : plugin.withVersion(latest(plugin));
            CollectRequest wanted = new CollectRequest()
                    .setRepositories(repositories)
                    .setRoot(new Dependency(artifact(versioned), RUNTIME));
            for (Coordinates more : with) {
                Coordinates chosen = more.hasVersion() ? more : more.withVersion(latest(more));
                wanted.addDependency(new Dependency(artifact(chosen), RUNTIME));
            }
            List<Path> jars = new ArrayList<>();
            for (ArtifactResult result : system.resolveDependencies(
                            session, new DependencyRequest(wanted, (node, parents) -> isNeeded(node.getDependency())))
                    .getArtifactResults()) {
                Artifact artifact = result.getArtifact();
                if (artifact.getExtension().equals("jar")) {
                    jars.add(artifact.getPath());
                }
            }
            progress.end();
            return new Found(versioned, jars);
        } catch (RepositoryException e) {
            throw problem(plugin, e);
        }
    }

    /** Whether it is needed at run time; the plugin itself is the root, which is needed. */
    private static boolean isNeeded(@Nullable Dependency dependency) {
        return dependency == null || Set.of("", "compile", RUNTIME).contains(dependency.getScope());
    }

    private static Artifact artifact(Coordinates coordinates) {
        return new DefaultArtifact(coordinates.group(), coordinates.artifact(), "jar", coordinates.version());
    }

    /** The highest version that is finished; if none is, the highest. */
    private String latest(Coordinates plugin) throws RepositoryException {
        VersionRangeResult found = system.resolveVersionRange(
                session, new VersionRangeRequest(artifact(plugin.withVersion("[0,)")), repositories, null));
        List<String> versions = new ArrayList<>();
        found.getVersions().forEach(version -> versions.add(0, version.toString()));
        if (versions.isEmpty()) {
            throw new Problem(
                    ExitCode.FAILED,
                    "There is no version of " + plugin + " in " + names() + ".",
                    "See that its name is right, name its version, or the repository that has it with --repo.");
        }
        return versions.stream()
                .filter(version ->
                        !UNFINISHED.matcher(version.toLowerCase(Locale.ROOT)).matches())
                .findFirst()
                .orElse(versions.get(0));
    }

    private String names() {
        return session.isOffline()
                ? "the cache"
                : String.join(
                        ", ",
                        repositories.stream().map(RemoteRepository::getUrl).toList());
    }

    private Problem problem(Coordinates plugin, RepositoryException failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof org.eclipse.aether.transfer.ChecksumFailureException) {
                return new Problem(
                        ExitCode.FAILED,
                        plugin + " is not installed, for a checksum is wrong or missing: " + failure.getMessage(),
                        "Somebody or something has changed the file. Ask another repository with --repo.",
                        failure);
            }
        }
        return new Problem(
                ExitCode.FAILED,
                plugin + " cannot be had from " + names() + ": " + root.getMessage(),
                session.isOffline()
                        ? "Run it again without --offline."
                        : "See that its name and version are right, or name the repository that has it with --repo.",
                failure);
    }

    @Override
    public void close() {
        session.close();
        system.shutdown();
    }
}
