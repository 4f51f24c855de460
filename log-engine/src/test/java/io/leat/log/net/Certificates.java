package io.leat.log.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Key stores with a key and its own signature, made by the JDK's keytool; trust stores with the certificates of some of them. */
final class Certificates {
    static final String PASSWORD = "store-secret";

    private final Path dir;

    Certificates(Path dir) {
        this.dir = dir;
    }

    /** A PKCS12 key store with the key of {@code CN=name}, good for 127.0.0.1. */
    Path key(String name) {
        return key(name, "PKCS12");
    }

    Path key(String name, String type) {
        Path store = dir.resolve(name + "." + type);
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                type,
                "-dname",
                "CN=" + name + ",OU=tests,O=Leat",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD,
                "-validity",
                "2");
        return store;
    }

    /** A trust store with the certificates of these key stores. */
    Path trusting(String file, Path... stores) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            for (Path store : stores) {
                KeyStore keys = load(store);
                String alias = keys.aliases().nextElement();
                trust.setCertificateEntry(alias, keys.getCertificate(alias));
            }
            Path path = dir.resolve(file);
            try (var out = Files.newOutputStream(path)) {
                trust.store(out, PASSWORD.toCharArray());
            }
            return path;
        } catch (Exception e) {
            throw new AssertionError("cannot make a trust store", e);
        }
    }

    /** The key and the certificate of a store as PEM, in one text. */
    static String pem(Path store) {
        try {
            KeyStore keys = load(store);
            String alias = keys.aliases().nextElement();
            Key key = keys.getKey(alias, PASSWORD.toCharArray());
            return block("PRIVATE KEY", key.getEncoded()) + certificate(keys.getCertificate(alias));
        } catch (Exception e) {
            throw new AssertionError("cannot read " + store, e);
        }
    }

    private static String certificate(Certificate certificate) throws Exception {
        return block("CERTIFICATE", certificate.getEncoded());
    }

    private static String block(String title, byte[] der) {
        return "-----BEGIN " + title + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der) + "\n-----END " + title
                + "-----\n";
    }

    private static KeyStore load(Path store) throws Exception {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static void keytool(String... arguments) {
        try {
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool failed: " + said);
            }
        } catch (IOException e) {
            throw new AssertionError("keytool cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
