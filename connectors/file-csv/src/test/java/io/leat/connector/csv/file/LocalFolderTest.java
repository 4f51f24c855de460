package io.leat.connector.csv.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFolderTest {
    @TempDir
    Path dir;

    @Test
    void moreFilesThanDescriptorsAreWrittenAllTheSame() throws IOException {
        int before = openDescriptors();
        try (var folder = new LocalFolder(dir)) {
            var files = new ArrayList<OutFile>();
            for (int i = 0; i < 600; i++) {
                files.add(folder.open("f" + i));
            }
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < files.size(); i++) {
                    files.get(i).write(new byte[] {(byte) i}, 1, round);
                }
            }
            assertThat(openDescriptors()).isLessThan(before + 300);
            assertThat(IntStream.range(0, 600))
                    .allSatisfy(i -> assertThat(dir.resolve("f" + i)).hasBinaryContent(bytes(i)));
        }
    }

    @Test
    void aFileThatIsGoneDoesNotComeBackEmptyWhenItsDescriptorWasLent() throws IOException {
        try (var folder = new LocalFolder(dir)) {
            OutFile file = folder.open("f");
            for (int i = 0; i < 300; i++) {
                folder.open("other" + i);
            }
            Files.delete(dir.resolve("f"));

            assertThatThrownBy(() -> file.write(new byte[1], 1, 0)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aLockIsHeldOnceAndFreeAgainAfterwards() throws IOException {
        try (var one = new LocalFolder(dir);
                var two = new LocalFolder(dir)) {
            one.lock("l").close();
            try (var held = two.lock("l")) {
                assertThatThrownBy(() -> one.lock("l"))
                        .isInstanceOf(Folder.LockedException.class)
                        .hasMessageContaining(dir.toString());
                assertThat(held).isNotNull();
            }
        }
    }

    @Test
    void aReplacedFileHasTheNewContentAndLeavesNothingElse() throws IOException {
        try (var folder = new LocalFolder(dir)) {
            folder.replace("s", new byte[] {1, 2, 3});
            folder.replace("s", new byte[] {4});

            assertThat(dir.resolve("s")).hasBinaryContent(new byte[] {4});
            assertThat(folder.list("")).containsExactly("s");
        }
    }

    private static byte[] bytes(int twice) {
        return new byte[] {(byte) twice, (byte) twice};
    }

    private static int openDescriptors() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? 0 : open.length;
    }
}
