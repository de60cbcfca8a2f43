package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.ContentMismatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of things in a store: an OCI image layout without an index, and beside it folders of
 * small JSON documents: snapshot roots by time, the same by what they continue, the journal, and
 * proofs.
 *
 * <p>Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md.
 */
final class StoreLayout {

  static final String MARKER = "oci-layout";

  /** What lists all blobs, repaired ones too, in one go. */
  static final String ALL_BLOBS = "blobs";

  static final String BLOBS = ALL_BLOBS + "/sha256";

  /** Beside the digests' own folder, where programs that read layouts look for nothing. */
  static final String REPAIRED = ALL_BLOBS + "/repaired";

  static final String SNAPSHOTS = "snapshots";
  static final String SUCCESSORS = "successors";
  static final String JOURNAL = "journal";
  static final String PROOFS = "proofs";

  /** More than any real document; what a hostile store may make us hold. */
  static final int MAX_DOCUMENT_BYTES = 64 << 20;

  private static final String DOCUMENT_SUFFIX = ".json";
  private static final Pattern BLOB_NAME = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern REPAIRED_NAME =
      Pattern.compile("([0-9a-f]{64})\\.([1-9][0-9]{0,5})");

  private StoreLayout() {}

  static byte[] markerContent() {
    return "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
  }

  static boolean isBlobName(String name) {
    return BLOB_NAME.matcher(name).matches();
  }

  /** The name of the n-th copy of a blob whose earlier ones were found wrong, from 1. */
  static String repairedName(DescriptorDigest digest, int number) {
    return digest.getHash() + "." + number;
  }

  /** The blob and number of a repaired copy; empty for another name. */
  static Optional<Map.Entry<DescriptorDigest, Integer>> repaired(String name) {
    Matcher matcher = REPAIRED_NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            Map.entry(Digests.ofHex(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /**
   * The file of a small document; {@link IllegalArgumentException} for a name that is not just one.
   */
  static String documentFile(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("invalid name '" + name + "'");
    }
    return name + DOCUMENT_SUFFIX;
  }

  /**
   * Reads a small document to its end.
   *
   * @param most how many bytes it may have
   * @param location where it is, for the error
   */
  static byte[] readDocument(InputStream content, int most, String location) throws IOException {
    byte[] document = content.readNBytes(most + 1);
    if (document.length > most) {
      throw new ContentMismatchException(location + " has more than " + most + " bytes");
    }
    return document;
  }

  /**
   * Refuses a small document that nobody could read again.
   *
   * @param most how many bytes it may have
   * @param location where it would be, for the error
   */
  static void checkDocument(byte[] document, int most, String location) throws IOException {
    if (document.length > most) {
      throw new IOException(
          "%s would have %,d bytes, and no more than %,d can be read again; it was not written"
              .formatted(location, document.length, most));
    }
  }

  /** The name of the small document in a file; empty for a file that is none. */
  static Optional<String> documentName(String file) {
    return file.endsWith(DOCUMENT_SUFFIX) && !file.startsWith(".")
        ? Optional.of(file.substring(0, file.length() - DOCUMENT_SUFFIX.length()))
        : Optional.empty();
  }
}
