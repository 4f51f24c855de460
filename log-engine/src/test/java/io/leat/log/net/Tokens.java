package io.leat.log.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/** Whoever signs tokens (JWT, RS256): with a key of its own, of which the public half is told. */
final class Tokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;

    Tokens() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    /** The public key as a JSON web key set. */
    String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"one\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(number(key.getModulus()), number(key.getPublicExponent()));
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    /** A token that is good for so many seconds from now; if they are negative, it was. */
    String token(String subject, String audience, int seconds) throws GeneralSecurityException {
        Instant now = InstantSource.system().instant();
        String content = text("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"one\"}") + "."
                + text("{\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(subject, audience, now.getEpochSecond() - 1000, now.getEpochSecond() + seconds));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(content.getBytes(UTF_8));
        return content + "." + BASE64.encodeToString(signature.sign());
    }

    private static String text(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
