package io.leat.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;

/** Runs a {@link Seeded} test with its seeds, and tells how to repeat the one that failed. */
final class Seeds implements TestTemplateInvocationContextProvider {
    private static final String ONE = "leat.seed";

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        int count = context.getRequiredTestMethod().getAnnotation(Seeded.class).value();
        Long one = Long.getLong(ONE);
        LongStream seeds = one == null ? LongStream.rangeClosed(1, count) : LongStream.of(one);
        return seeds.mapToObj(Seed::new);
    }

    /** The line that runs a test method with one seed, in the folder of the repository, as long as it was here. */
    static String repeat(Path module, String testClass, String method, long seed, Properties properties) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("leat.") && !name.equals(ONE))
                .sorted()
                .map(name -> " -D" + name + "=" + properties.getProperty(name))
                .collect(Collectors.joining(
                        "",
                        "mvn -pl %s -am test -Dtest=%s#%s -Dsurefire.failIfNoSpecifiedTests=false -D%s=%d"
                                .formatted(module, testClass, method, ONE, seed),
                        ""));
    }

    /** One run. */
    private record Seed(long seed)
            implements TestTemplateInvocationContext, ParameterResolver, TestExecutionExceptionHandler {

        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == long.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return seed;
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            if (failure instanceof TestAbortedException) {
                throw failure;
            }
            Path module = LeatProcess.repository().relativize(Path.of("").toAbsolutePath());
            String line = repeat(
                    module,
                    context.getRequiredTestClass().getSimpleName(),
                    context.getRequiredTestMethod().getName(),
                    seed,
                    System.getProperties());
            throw new AssertionError(
                    "seed %d failed: %s%nrepeat with: %s".formatted(seed, failure.getMessage(), line), failure);
        }
    }
}
