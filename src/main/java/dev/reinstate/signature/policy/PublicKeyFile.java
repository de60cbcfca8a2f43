package dev.reinstate.signature.policy;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import dev.reinstate.manifest.yaml.EscapedText;
import dev.reinstate.text.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a public key as cosign writes one: PEM of a SubjectPublicKeyInfo.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468#section-13">RFC 7468, section 13</a>
 */
final class PublicKeyFile {

  private static final int MAX_BYTES = 64 << 10;
  private static final ImmutableList<String> ALGORITHMS = ImmutableList.of("EC", "RSA", "Ed25519");

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private static final String WANTED =
      "; name a PEM file with one BEGIN PUBLIC KEY, of EC, RSA or Ed25519";

  private final Path policy;
  private final Problems problems;

  PublicKeyFile(Path policy, Problems problems) {
    this.policy = policy;
    this.problems = problems;
  }

  /**
   * The key; empty when it was reported.
   *
   * @param name of the file, relative to the policy
   * @param place where the policy names it
   */
  Optional<PublicKey> read(String name, Location place) {
    try {
      Path file = policy.resolveSibling(name);
      if (!Files.isRegularFile(file)) {
        return refuse(place, file + (Files.exists(file) ? " is not a file" : " does not exist"));
      }
      try (InputStream stream = Files.newInputStream(file)) {
        byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
        return bytes.length > MAX_BYTES
            ? refuse(place, file + " is larger than 64 KiB, and no key")
            : parse(file, new String(bytes, StandardCharsets.ISO_8859_1), place);
      }
    } catch (InvalidPathException e) {
      return refuse(place, EscapedText.of(name) + " cannot be a file");
    } catch (IOException e) {
      return refuse(place, "cannot be read: " + FileFailure.said(e));
    }
  }

  private Optional<PublicKey> parse(Path file, String text, Location place) {
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      return refuse(place, file + " holds no PEM");
    }
    if (!block.group(1).equals("PUBLIC KEY")) {
      return refuse(place, file + " holds " + block.group(1));
    }
    byte[] encoded;
    try {
      encoded = Base64.getDecoder().decode(CharMatcher.whitespace().removeFrom(block.group(2)));
    } catch (IllegalArgumentException e) {
      return refuse(place, file + " is no base64");
    }
    if (block.find()) {
      return refuse(place, file + " holds more than one");
    }
    return ALGORITHMS.stream()
        .flatMap(algorithm -> decode(algorithm, encoded).stream())
        .findFirst()
        .or(() -> refuse(place, file + " holds no key that is known"));
  }

  private static Optional<PublicKey> decode(String algorithm, byte[] encoded) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks " + algorithm, e);
    }
  }

  private Optional<PublicKey> refuse(Location place, String message) {
    problems.add(place, "'key': " + message + WANTED);
    return Optional.empty();
  }
}
