package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar compiled in the test that needs it: a plugin, or a library in several versions, that no class path has. */
public final class CompiledJar {
    private CompiledJar() {}

    /**
     * Compiles {@code sources} and packs their classes.
     *
     * @param jar to write, with its folders
     * @param sources by class name, {@code some.plugin.Stamp} for example
     * @param libraries beside the class path of this JVM
     * @return the jar
     */
    public static Path write(Path jar, Map<String, String> sources, List<Path> libraries) {
        try {
            Path classes = Files.createTempDirectory("leat-compiled");
            try {
                compile(classes, sources, libraries);
                pack(jar, classes);
            } finally {
                Folders.delete(classes);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + jar, e);
        }
    }

    private static void compile(Path classes, Map<String, String> sources, List<Path> libraries) {
        var classpath = new ArrayList<>(libraries.stream().map(Path::toString).toList());
        classpath.add(System.getProperty("java.class.path", ""));
        var options = List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                String.join(System.getProperty("path.separator", ":"), classpath));
        List<JavaFileObject> units = sources.entrySet().stream()
                .map(source -> unit(source.getKey(), source.getValue()))
                .collect(Collectors.toList());
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new java.io.StringWriter();
        if (!compiler.getTask(messages, null, null, options, null, units).call()) {
            throw new IllegalArgumentException("the sources do not compile\n" + messages);
        }
    }

    private static JavaFileObject unit(String className, String source) {
        URI uri = URI.create("string:///" + className.replace('.', '/') + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private static void pack(Path jar, Path classes) throws IOException {
        Files.createDirectories(jar.toAbsolutePath().resolveSibling(""));
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
