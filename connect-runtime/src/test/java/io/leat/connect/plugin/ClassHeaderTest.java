package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.leat.testing.Seeded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.transforms.Cast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a class file says is what reflection says of the class. */
class ClassHeaderTest {

    /** Longs and doubles take two places among the constants; method handles and dynamic constants have tags of their own. */
    static final class Constants {
        static final double DOUBLE = 2.5;

        final long counted = Long.MAX_VALUE - Objects.hash(DOUBLE);
        final Supplier<Long> lambda = () -> counted;
        final String joined = "a" + counted + lambda;
    }

    private enum Choice {
        ONE {}
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Object.class,
                Runnable.class,
                String.class,
                JsonConverter.class,
                Cast.class,
                Cast.Value.class,
                Constants.class,
                Choice.class,
                Override.class,
                ClassHeaderTest.class
            })
    void theHeadSaysWhatReflectionSays(Class<?> type) throws Exception {
        ClassHeader header = ClassHeader.read(new ByteArrayInputStream(bytes(type)));

        assertThat(header.name()).isEqualTo(type.getName());
        Class<?> parent = type.isInterface() ? Object.class : type.getSuperclass();
        assertThat(header.superName()).isEqualTo(parent == null ? null : parent.getName());
        assertThat(header.interfaces())
                .containsExactlyElementsOf(
                        Arrays.stream(type.getInterfaces()).map(Class::getName).toList());
        // The head of a member class says public or not; protected and private stand in the class around it.
        boolean open = Modifier.isPublic(type.getModifiers());
        assertThat(header.isPublicAndConcrete())
                .isEqualTo(open && !type.isInterface() && !Modifier.isAbstract(type.getModifiers()));
    }

    @Test
    void whatEndsEarlyIsAnIoErrorWhereverItEnds() throws Exception {
        byte[] whole = bytes(Constants.class);
        int ended = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            Throwable thrown = catchThrowable(() -> ClassHeader.read(new ByteArrayInputStream(part)));
            if (thrown != null) {
                assertThat(thrown).as("cut at %d", length).isInstanceOf(IOException.class);
                ended++;
            }
        }
        assertThat(ended).isGreaterThan(100);
    }

    @Seeded(4)
    void whatIsDamagedIsReadOrAnIoError(long seed) throws Exception {
        byte[] whole = bytes(Constants.class);
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            Throwable thrown = catchThrowable(() -> ClassHeader.read(new ByteArrayInputStream(damaged)));
            if (thrown != null) {
                assertThat(thrown).as("round %d", round).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void whatIsNoClassFileSaysSo() {
        assertThatThrownBy(() -> ClassHeader.read(
                        new ByteArrayInputStream("PK\3\4 and more".getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CAFEBABE");
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(ClassLoader.getSystemResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
