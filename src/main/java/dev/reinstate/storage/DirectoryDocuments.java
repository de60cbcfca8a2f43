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
import java.nio.file.Path;

/** Small documents by name, each a file of one directory. */
record DirectoryDocuments(Path directory, DirectoryRoot root) implements Documents {

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
      return StoreLayout.readDocument(content, file.toString());
    }
  }

  @Override
  public void create(String name, byte[] document) throws IOException {
    root.prepare();
    Path file = file(name);
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
