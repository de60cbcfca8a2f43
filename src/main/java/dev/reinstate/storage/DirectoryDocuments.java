package dev.reinstate.storage;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.ContentMismatchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small documents by name, each a file of one directory. */
record DirectoryDocuments(Path directory, AtomicFiles files) {

  /** The names from this one on; none when there is no directory. */
  ImmutableSortedSet<String> names(String from) throws IOException {
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    if (!Files.isDirectory(directory)) {
      return names.build();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path file : entries) {
        StoreLayout.documentName(file.getFileName().toString())
            .filter(name -> name.compareTo(from) >= 0)
            .ifPresent(names::add);
      }
    }
    return names.build();
  }

  byte[] read(String name) throws IOException {
    Path file = file(name);
    try (InputStream content = Files.newInputStream(file)) {
      byte[] document = content.readNBytes(StoreLayout.MAX_DOCUMENT_BYTES + 1);
      if (document.length > StoreLayout.MAX_DOCUMENT_BYTES) {
        throw new ContentMismatchException(
            file + " has more than " + StoreLayout.MAX_DOCUMENT_BYTES + " bytes");
      }
      return document;
    }
  }

  /** Throws {@link FileAlreadyExistsException} when there is one of this name. */
  void create(String name, byte[] document) throws IOException {
    Path file = file(name);
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      // Not to be taken for a document of this name.
      throw new FileSystemException(directory.toString(), null, "is not a directory");
    }
    Files.createDirectories(directory);
    if (!files.create(file, new ByteArrayInputStream(document))) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  private Path file(String name) {
    return directory.resolve(StoreLayout.documentFile(name));
  }
}
