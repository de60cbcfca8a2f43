package dev.reinstate.storage;

import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.snapshot.Documents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * The directory of a store, which is made by the first write.
 *
 * @param layout whether it is one, and not a place for documents alone
 * @param largest how many bytes a document may have
 */
record DirectoryRoot(Path path, AtomicFiles files, boolean layout, int largest) {

  /** Of a place with files of others, where a name alone does not say whose one is. */
  private static final String GROWING = ".growing";

  static DirectoryRoot of(Path path) {
    return new DirectoryRoot(
        path,
        new AtomicFiles(path.resolve("tmp")),
        /* layout= */ true,
        StoreLayout.MAX_DOCUMENT_BYTES);
  }

  /**
   * Documents right below a place that is no store, and may have files of others.
   *
   * @param largest how many bytes one may have
   */
  static Documents documents(Path path, int largest) {
    return new StoredDocuments(
        path,
        new DirectoryRoot(
            path, new AtomicFiles(path.resolve(GROWING)), /* layout= */ false, largest));
  }

  Path blobs() {
    return path.resolve(StoreLayout.BLOBS);
  }

  Path repaired() {
    return path.resolve(StoreLayout.REPAIRED);
  }

  Documents documents(String folder) {
    return new StoredDocuments(path.resolve(folder), this);
  }

  /** Before anything is listed: what is no directory must not look empty. */
  void check() throws NotDirectoryException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
  }

  /** Before anything is written: says what the layout is. */
  void prepare() throws IOException {
    if (!layout) {
      return;
    }
    Files.createDirectories(blobs());
    Path marker = path.resolve(StoreLayout.MARKER);
    if (!Files.exists(marker)) {
      files.create(marker, new ByteArrayInputStream(StoreLayout.markerContent()));
    }
  }

  /** Small documents by name, each a file of one directory. */
  private record StoredDocuments(Path directory, DirectoryRoot root) implements Documents {

    @Override
    public ImmutableSortedSet<String> names(String from) throws IOException {
      root.check();
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

    @Override
    public byte[] read(String name) throws IOException {
      Path file = file(name);
      try (InputStream content = Files.newInputStream(file)) {
        return StoreLayout.readDocument(content, root.largest(), file.toString());
      }
    }

    @Override
    public void create(String name, byte[] document) throws IOException {
      Path file = file(name);
      StoreLayout.checkDocument(document, root.largest(), file.toString());
      root.prepare();
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        // Not to be taken for a document of this name.
        throw new FileSystemException(directory.toString(), null, "is not a directory");
      }
      Files.createDirectories(directory);
      if (!root.files().create(file, new ByteArrayInputStream(document))) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }

    private Path file(String name) {
      return directory.resolve(StoreLayout.documentFile(name));
    }
  }
}
