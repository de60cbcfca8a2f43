package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A file of keys and certificates as text; what stands between its blocks is for people.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc7468
 */
record PemFile(Path file, ImmutableList<Block> blocks) {

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** More than any file of certificates; what is larger is something else. */
  private static final long MOST_BYTES = 16L << 20;

  /**
   * One block.
   *
   * @param label such as {@code CERTIFICATE}
   * @param encrypted whether it says of itself that it is
   * @param line where it begins, from 1
   */
  record Block(String label, boolean encrypted, String base64, int line) {

    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /** {@link IOException} names the file, with the line of a block that cannot be read. */
  static PemFile read(Path file) throws IOException {
    return new PemFile(file, blocks(file, lines(file)));
  }

  /**
   * The certificates of a file that a user names; {@link IllegalArgumentException} when it has
   * none, one cannot be read, or all have expired.
   */
  static ImmutableList<X509Certificate> authorities(String file) {
    ImmutableList<X509Certificate> found;
    try {
      found = read(Path.of(file)).certificates();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    Instant now = Instant.now();
    if (found.stream().allMatch(it -> it.getNotAfter().toInstant().isBefore(now))) {
      X509Certificate first = found.getFirst();
      throw new IllegalArgumentException(
          file
              + ": "
              + first.getSubjectX500Principal()
              + " expired on "
              + first.getNotAfter().toInstant());
    }
    return found;
  }

  /**
   * All its certificates; {@link IOException} names the file when it has none, and the line of one
   * that cannot be read.
   */
  ImmutableList<X509Certificate> certificates() throws IOException {
    requireCertificate();
    ImmutableList.Builder<X509Certificate> found = ImmutableList.builder();
    for (Block block : blocks) {
      if (block.label().equals(CERTIFICATE)) {
        found.add(certificate(block));
      }
    }
    return found.build();
  }

  private void requireCertificate() throws IOException {
    if (blocks.stream().noneMatch(block -> block.label().equals(CERTIFICATE))) {
      throw new IOException(file + ": has no certificate in PEM");
    }
  }

  /** Those that can be read: what Go takes of a file. {@link IOException} when it has none. */
  ImmutableList<X509Certificate> readableCertificates() throws IOException {
    requireCertificate();
    ImmutableList.Builder<X509Certificate> found = ImmutableList.builder();
    for (Block block : blocks) {
      try {
        if (block.label().equals(CERTIFICATE)) {
          found.add(certificate(block));
        }
      } catch (IOException e) {
        // It spoils none of the others.
      }
    }
    return found.build();
  }

  private X509Certificate certificate(Block block) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.bytes()));
    } catch (CertificateException e) {
      throw new IOException(file + ":" + block.line() + ": is no certificate", e);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(file + ": is too large for a file of certificates");
      }
      return Files.readString(file, ISO_8859_1).lines().map(String::strip).toList();
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    }
  }

  private static ImmutableList<Block> blocks(Path file, List<String> lines) throws IOException {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    for (int i = 0; i < lines.size(); i++) {
      if (isBegin(lines.get(i))) {
        int end = end(file, lines, i);
        blocks.add(block(file, lines.subList(i, end), i + 1));
        i = end;
      }
    }
    return blocks.build();
  }

  private static int end(Path file, List<String> lines, int begin) throws IOException {
    String label = label(lines.get(begin));
    for (int i = begin + 1; i < lines.size() && !isBegin(lines.get(i)); i++) {
      if (lines.get(i).equals(END + label + DASHES)) {
        return i;
      }
    }
    throw new IOException(file + ":" + (begin + 1) + ": " + label + " has no end");
  }

  /** Headers, which only old encrypted keys have, end with an empty line: RFC 1421. */
  private static Block block(Path file, List<String> lines, int line) throws IOException {
    boolean encrypted = lines.stream().anyMatch(text -> text.endsWith(",ENCRYPTED"));
    String label = label(lines.getFirst());
    StringBuilder encoded = new StringBuilder();
    for (String text : lines.subList(1, lines.size())) {
      if (!text.contains(":")) {
        encoded.append(text);
      }
    }
    try {
      Block block =
          new Block(label, encrypted || label.startsWith("ENCRYPTED"), encoded.toString(), line);
      if (block.bytes().length == 0) {
        throw new IOException(file + ":" + line + ": " + label + " is empty");
      }
      return block;
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ":" + line + ": " + label + " is not Base64", e);
    }
  }

  private static boolean isBegin(String line) {
    return line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 5;
  }

  private static String label(String begin) {
    return begin.substring(BEGIN.length(), begin.length() - DASHES.length());
  }
}
