package io.leat.log.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskDirectoryTest {

    @TempDir
    Path dir;

    @Test
    void anAppendStartsWhereTheLastOneEndedAlsoAfterReopening() {
        try (AppendFile file = DiskDirectory.at(dir).open("0.log")) {
            assertThat(file.append(bytes("abc"))).isEqualTo(0);
            file.flush();
        }
        try (AppendFile file = DiskDirectory.at(dir).open("0.log")) {
            assertThat(file.append(bytes("de"))).isEqualTo(3);
            assertThat(text(file)).isEqualTo("abcde");
            file.truncate(1);
            assertThat(text(file)).isEqualTo("a");
        }
    }

    @Test
    void withinOneBootAFolderKeepsItsNameAndACopyHasAnother() {
        Directory root = DiskDirectory.at(dir);

        assertThat(root.directory("a").boot())
                .isPresent()
                .isEqualTo(root.directory("a").boot());
        assertThat(root.directory("a").boot()).isNotEqualTo(root.directory("b").boot());
    }

    @Test
    void moreFilesThanMayBeOpenAreAllReadAndWritten() throws IOException {
        Directory directory = DiskDirectory.at(dir, 3);
        List<AppendFile> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(directory.open("f" + i));
        }
        for (int round = 0; round < 3; round++) {
            for (AppendFile file : files) {
                file.append(bytes("x"));
                file.flush();
            }
        }
        assertThat(files).allSatisfy(file -> assertThat(text(file)).isEqualTo("xxx"));
        assertThat(openFilesBelow(dir)).isLessThanOrEqualTo(3);
    }

    @Test
    void anInterruptedThreadDoesItsWorkAndStaysInterruptedAndHarmsNoOther() {
        AppendFile file = DiskDirectory.at(dir).open("f");
        file.append(bytes("abc"));
        Thread.currentThread().interrupt();
        file.append(bytes("def"));
        assertThat(text(file)).isEqualTo("abcdef");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(text(file)).isEqualTo("abcdef");
    }

    @Test
    void aStateFileIsReplacedWholeAndLeavesNothingBehind() {
        Directory directory = DiskDirectory.at(dir);
        directory.replace("state", "one".getBytes(UTF_8));
        directory.replace("state", "two".getBytes(UTF_8));
        assertThat(new String(directory.read("state", 10), UTF_8)).isEqualTo("two");
        assertThat(directory.files()).containsExactly("state");
        assertThatThrownBy(() -> directory.read("state", 2))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("at most 2");
    }

    @Test
    void aFolderIsOwnedOnceEvenWithinAProcessAndTheErrorSaysWhatToDo() {
        Directory directory = DiskDirectory.at(dir);
        try (DirectoryLock held = directory.lock(".lock")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DiskDirectory.at(dir).lock(".lock"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("another process is using " + dir)
                    .hasMessageContaining("log.dirs");
        }
        directory.lock(".lock").close();
    }

    @Test
    void aReaderOfADeletedFileGetsAnErrorAndDoesNotBringItBack() {
        Directory directory = DiskDirectory.at(dir, 1);
        AppendFile file = directory.open("gone");
        file.append(bytes("abc"));
        directory.open("other").append(bytes("x")); // Closes the only channel there may be.
        directory.delete("gone");
        assertThatThrownBy(() -> text(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("gone");
        assertThat(directory.exists("gone")).isFalse();
    }

    @Test
    void aRenamedFileIsReadOnUnderItsNewName() {
        Directory directory = DiskDirectory.at(dir, 1);
        AppendFile file = directory.open("a");
        file.append(bytes("abc"));
        file.rename("a.deleted");
        directory.open("other").append(bytes("x"));
        assertThat(text(file)).isEqualTo("abc");
        assertThat(directory.files()).containsExactly("a.deleted", "other");
    }

    @Test
    void aFailureNamesTheFileAndThePosition() throws IOException {
        Files.createDirectory(dir.resolve("f"));
        assertThatThrownBy(() -> DiskDirectory.at(dir).open("f").append(bytes("abc")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("f at byte");
        assertThatThrownBy(() -> DiskDirectory.at(dir).open("../f")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFullDiskIsToldFromABrokenOne() {
        assertThat(new StorageException("append to", "f", 3, new IOException("No space left on device")).noSpace())
                .isTrue();
        assertThat(new StorageException("append to", "f", 3, new IOException("Input/output error")).noSpace())
                .isFalse();
    }

    private static long openFilesBelow(Path dir) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> target(each).startsWith(dir)).count();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return Path.of("/closed-meanwhile");
        }
    }

    private static String text(AppendFile file) {
        ByteBuffer content = ByteBuffer.allocate(100);
        file.read(content, 0);
        return UTF_8.decode(content.flip()).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
