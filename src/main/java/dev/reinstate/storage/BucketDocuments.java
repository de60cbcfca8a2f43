package dev.reinstate.storage;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.ContentMismatchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;

/**
 * Small documents by name, each an object of a bucket.
 *
 * @param prefix of their objects, with its slash
 */
record BucketDocuments(String prefix, BucketReader reader, BucketWriter writer) {

  /** The names from this one on. */
  ImmutableSortedSet<String> names(String from) throws IOException {
    return reader.list(prefix, prefix + from).keySet().stream()
        .flatMap(object -> StoreLayout.documentName(object.substring(prefix.length())).stream())
        .filter(name -> name.indexOf('/') < 0)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }

  byte[] read(String name) throws IOException {
    String object = object(name);
    try (InputStream content = reader.open(object)) {
      byte[] document = content.readNBytes(StoreLayout.MAX_DOCUMENT_BYTES + 1);
      if (document.length > StoreLayout.MAX_DOCUMENT_BYTES) {
        throw new ContentMismatchException(
            "%s has more than %d bytes"
                .formatted(reader.location(object), StoreLayout.MAX_DOCUMENT_BYTES));
      }
      return document;
    }
  }

  /** Throws {@link FileAlreadyExistsException} when there is one of this name. */
  void create(String name, byte[] document) throws IOException {
    String object = object(name);
    try {
      if (writer.create(object, new ByteArrayInputStream(document))) {
        return;
      }
    } catch (ContentMismatchException e) {
      throw new FileAlreadyExistsException(reader.location(object), null, e.getMessage());
    }
    // A refused retry of a write that had succeeded: whether it is ours, the bytes tell.
    if (!Arrays.equals(document, read(name))) {
      throw new FileAlreadyExistsException(reader.location(object));
    }
  }

  private String object(String name) {
    return prefix + StoreLayout.documentFile(name);
  }
}
