package dev.reinstate.signature.policy;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.Problem;
import dev.reinstate.manifest.Problems;
import dev.reinstate.signature.SignaturePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** A directory with a policy and keys, among them {@code cosign.pub}. */
final class PolicyDirectory {

  static final KeyPair EC = pair("EC");

  private final Path directory;

  PolicyDirectory(Path directory) {
    this.directory = directory;
    write("cosign.pub", pem("PUBLIC KEY", EC.getPublic()));
  }

  static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String label, Key key) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(
            label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()));
  }

  void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] bytes) {
    try {
      Files.write(directory.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path policy() {
    return directory.resolve("policy.yaml");
  }

  Optional<SignaturePolicy> read(Problems problems) {
    return SignaturePolicyFile.read(policy(), problems);
  }

  /** Reads what must be right. */
  SignaturePolicy read(String text) {
    write("policy.yaml", text);
    Problems problems = new Problems();
    return read(problems)
        .orElseThrow(() -> new IllegalStateException(problems.asList().toString()));
  }

  /** What is wrong with it, without the directory. */
  ImmutableList<String> problems(String text) {
    write("policy.yaml", text);
    return problems();
  }

  ImmutableList<String> problems() {
    Problems problems = new Problems();
    Optional<SignaturePolicy> policy = read(problems);
    if (policy.isPresent() != problems.asList().isEmpty()) {
      throw new IllegalStateException("a policy, and " + problems.asList());
    }
    return problems.asList().stream()
        .map(Problem::toString)
        .map(problem -> problem.replace(directory + "/", ""))
        .collect(ImmutableList.toImmutableList());
  }
}
