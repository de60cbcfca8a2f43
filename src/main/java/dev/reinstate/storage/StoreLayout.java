package dev.reinstate.storage;

import dev.reinstate.snapshot.ContentMismatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of things in a store: an OCI image layout without an index, and beside it folders of
 * small JSON documents: snapshot roots by time, the same by what they continue, and the journal.
 *
 * <p>Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md.
 */
final class StoreLayout {

  static final String MARKER = "oci-layout";
  static final String BLOBS = "blobs/sha256";
  static final String SNAPSHOTS = "snapshots";
  static final String SUCCESSORS = "successors";
  static final String JOURNAL = "journal";

  /** More than any real document; what a hostile store may make us hold. */
  private static final int MAX_DOCUMENT_BYTES = 64 << 20;

  private static final String DOCUMENT_SUFFIX = ".json";
  private static final Pattern BLOB_NAME = Pattern.compile("[0-9a-f]{64}");

  private StoreLayout() {}

  static byte[] markerContent() {
    return "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
  }

  static boolean isBlobName(String name) {
    return BLOB_NAME.matcher(name).matches();
  }

  /**
   * The file of a snapshot or journal entry; {@link IllegalArgumentException} for a name that is
   * not just one.
   */
  static String documentFile(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("invalid name '" + name + "'");
    }
    return name + DOCUMENT_SUFFIX;
  }

  /**
   * Reads a snapshot or journal entry to its end.
   *
   * @param location where it is, for the error
   */
  static byte[] readDocument(InputStream content, String location) throws IOException {
    byte[] document = content.readNBytes(MAX_DOCUMENT_BYTES + 1);
    if (document.length > MAX_DOCUMENT_BYTES) {
      throw new ContentMismatchException(
          location + " has more than " + MAX_DOCUMENT_BYTES + " bytes");
    }
    return document;
  }

  /** The name of the snapshot or journal entry in a file; empty for a file that is none. */
  static Optional<String> documentName(String file) {
    return file.endsWith(DOCUMENT_SUFFIX) && !file.startsWith(".")
        ? Optional.of(file.substring(0, file.length() - DOCUMENT_SUFFIX.length()))
        : Optional.empty();
  }
}
