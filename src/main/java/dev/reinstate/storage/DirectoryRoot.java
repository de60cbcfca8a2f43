package dev.reinstate.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The directory of a store, which is made by the first write. */
record DirectoryRoot(Path path, AtomicFiles files) {

  static DirectoryRoot of(Path path) {
    return new DirectoryRoot(path, new AtomicFiles(path.resolve("tmp")));
  }

  Path blobs() {
    return path.resolve(StoreLayout.BLOBS);
  }

  Path repaired() {
    return path.resolve(StoreLayout.REPAIRED);
  }

  DirectoryDocuments documents(String folder) {
    return new DirectoryDocuments(path.resolve(folder), this);
  }

  /** Before anything is listed: what is no directory must not look empty. */
  void check() throws NotDirectoryException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
  }

  /** Before anything is written: says what the layout is. */
  void prepare() throws IOException {
    Files.createDirectories(blobs());
    Path marker = path.resolve(StoreLayout.MARKER);
    if (!Files.exists(marker)) {
      files.create(marker, new ByteArrayInputStream(StoreLayout.markerContent()));
    }
  }
}
