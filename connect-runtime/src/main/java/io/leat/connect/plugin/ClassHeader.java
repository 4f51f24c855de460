package io.leat.connect.plugin;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a class file says of its place in the type hierarchy (JVM specification, chapter 4). Names are
 * binary names with dots.
 *
 * @param superName null for {@code java.lang.Object} and modules
 */
record ClassHeader(int access, String name, @Nullable String superName, List<String> interfaces) {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int PUBLIC = 0x0001;
    private static final int INTERFACE = 0x0200;
    private static final int ABSTRACT = 0x0400;

    /** Whether an instance can be made of it from outside its package. */
    boolean isPublicAndConcrete() {
        return (access & PUBLIC) != 0 && (access & (INTERFACE | ABSTRACT)) == 0;
    }

    /**
     * Reads as far as the interfaces, and no further.
     *
     * @throws IOException if the stream ends early or is no class file
     */
    static ClassHeader read(InputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(bytes);
        if (in.readInt() != MAGIC) {
            throw new IOException("No class file: it does not begin with CAFEBABE");
        }
        in.readInt(); // the version of the format, minor and major
        Constants constants = new Constants(in);
        int access = in.readUnsignedShort();
        String name = constants.requiredClassName(in.readUnsignedShort());
        String superName = constants.className(in.readUnsignedShort());
        int count = in.readUnsignedShort();
        List<String> interfaces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            interfaces.add(constants.requiredClassName(in.readUnsignedShort()));
        }
        return new ClassHeader(access, name, superName, interfaces);
    }

    /** The constant pool, as far as class names need it: texts, and which text names a class. */
    private static final class Constants {
        private final @Nullable String[] texts;
        private final int[] classNames;

        Constants(DataInputStream in) throws IOException {
            int size = in.readUnsignedShort();
            texts = new String[size];
            classNames = new int[size];
            for (int i = 1; i < size; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> texts[i] = in.readUTF();
                    case 7 -> classNames[i] = in.readUnsignedShort();
                    case 8, 16, 19, 20 -> in.readUnsignedShort();
                    case 15 -> in.skipNBytes(3);
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                    case 5, 6 -> {
                        in.readLong();
                        i++; // a long or a double takes two places
                    }
                    default -> throw new IOException("Constant " + i + " has the unknown tag " + tag);
                }
            }
        }

        @Nullable
        String className(int index) throws IOException {
            if (index >= classNames.length || classNames[index] >= texts.length) {
                throw new IOException("Constant " + index + " is outside of the pool");
            }
            String internal = texts[classNames[index]];
            return internal == null ? null : internal.replace('/', '.');
        }

        String requiredClassName(int index) throws IOException {
            String name = className(index);
            if (name == null) {
                throw new IOException("Constant " + index + " names no class");
            }
            return name;
        }
    }
}
