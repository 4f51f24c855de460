package io.leat.log.topic;

import io.leat.log.topic.CatalogueRecord.AclsChanged;
import io.leat.log.topic.CatalogueRecord.ScramUsersChanged;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Bytes;

/**
 * The fields of records about access as bytes: lists are their size (4 bytes) and their entries, texts and keys their length (4 bytes) and
 * bytes. An ACL is resource type, pattern type (1 byte each, Kafka's numbers), name, principal, host, operation, permission (1 byte each).
 */
final class AccessCodec {
    private AccessCodec() {}

    /** Writes to memory, which does not fail. */
    @FunctionalInterface
    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    static byte[] encode(AclsChanged change) {
        return bytes(out -> {
            acls(out, change.added());
            acls(out, change.removed());
        });
    }

    static byte[] encode(ScramUsersChanged change) {
        return bytes(out -> {
            out.writeInt(change.set().size());
            for (Map.Entry<ScramUser, ScramKey> entry : change.set().entrySet()) {
                user(out, entry.getKey());
                bytes(out, entry.getValue().salt().get());
                bytes(out, entry.getValue().storedKey().get());
                bytes(out, entry.getValue().serverKey().get());
                out.writeInt(entry.getValue().iterations());
            }
            out.writeInt(change.removed().size());
            for (ScramUser user : change.removed()) {
                user(out, user);
            }
        });
    }

    static AclsChanged acls(ByteBuffer bytes) {
        try {
            DataInputStream in = stream(bytes);
            return new AclsChanged(acls(in), acls(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("a record of ACLs that ends too early", e);
        }
    }

    static ScramUsersChanged users(ByteBuffer bytes) {
        try {
            DataInputStream in = stream(bytes);
            Map<ScramUser, ScramKey> set = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                set.put(user(in), new ScramKey(key(in), key(in), key(in), in.readInt()));
            }
            List<ScramUser> removed = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                removed.add(user(in));
            }
            return new ScramUsersChanged(set, removed);
        } catch (IOException e) {
            throw new IllegalArgumentException("a record of SCRAM users that ends too early", e);
        }
    }

    private static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory that fails", e);
        }
        return bytes.toByteArray();
    }

    private static DataInputStream stream(ByteBuffer bytes) {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return new DataInputStream(new ByteArrayInputStream(rest));
    }

    private static void acls(DataOutputStream out, List<AclBinding> acls) throws IOException {
        out.writeInt(acls.size());
        for (AclBinding acl : acls) {
            out.writeByte(acl.pattern().resourceType().code());
            out.writeByte(acl.pattern().patternType().code());
            text(out, acl.pattern().name());
            text(out, acl.entry().principal());
            text(out, acl.entry().host());
            out.writeByte(acl.entry().operation().code());
            out.writeByte(acl.entry().permissionType().code());
        }
    }

    private static List<AclBinding> acls(DataInputStream in) throws IOException {
        List<AclBinding> acls = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ResourceType resource = ResourceType.fromCode(in.readByte());
            PatternType type = PatternType.fromCode(in.readByte());
            ResourcePattern pattern = new ResourcePattern(resource, text(in), type);
            String principal = text(in);
            String host = text(in);
            AclOperation operation = AclOperation.fromCode(in.readByte());
            AclPermissionType permission = AclPermissionType.fromCode(in.readByte());
            acls.add(new AclBinding(pattern, new AccessControlEntry(principal, host, operation, permission)));
        }
        return acls;
    }

    private static void user(DataOutputStream out, ScramUser user) throws IOException {
        text(out, user.name());
        out.writeByte(user.mechanism());
    }

    private static ScramUser user(DataInputStream in) throws IOException {
        return new ScramUser(text(in), in.readByte());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static Bytes key(DataInputStream in) throws IOException {
        return Bytes.wrap(bytes(in));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException(length + " bytes where " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }
}
