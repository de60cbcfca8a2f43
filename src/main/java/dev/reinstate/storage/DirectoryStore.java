package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.snapshot.ContentMismatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Snapshots in a local directory, which is created by the first write. Files are on disk before
 * they become visible under their names, and are read-only from then on.
 */
public final class DirectoryStore extends LayoutStore<Path> {

  private static final long NO_FILE = -1;

  private final String location;
  private final DirectoryRoot root;

  /** Opens a directory that need not exist yet. */
  public DirectoryStore(Path directory) {
    this(directory.toString(), DirectoryRoot.of(directory));
  }

  private DirectoryStore(String location, DirectoryRoot root) {
    super(root::documents);
    this.location = location;
    this.root = root;
  }

  @Override
  StoredCopies listAll() throws IOException {
    root.check();
    StoredCopies all = new StoredCopies();
    list(root.blobs(), all);
    list(root.repaired(), all);
    return all;
  }

  @Override
  StoredCopies listRepaired() throws IOException {
    StoredCopies repaired = new StoredCopies();
    list(root.repaired(), repaired);
    return repaired;
  }

  private static void list(Path folder, StoredCopies found) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path file : entries) {
        found.add(folder.getFileName() + "/" + file.getFileName(), sizeOf(file));
      }
    }
  }

  private static long sizeOf(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.size(file) : NO_FILE;
  }

  @Override
  Path place(String folder, String name) {
    return root.path().resolve(folder).resolve(name);
  }

  @Override
  String location(Path file) {
    return file.toString();
  }

  @Override
  InputStream open(Path file, DescriptorDigest digest) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ContentMismatchException(file + " is a directory, not blob " + digest);
    }
    return Files.newInputStream(file);
  }

  @Override
  public Optional<Path> localFile(DescriptorDigest digest) throws IOException {
    return Optional.of(counting(digest)).filter(Files::isRegularFile);
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    return !Files.exists(original(digest), LinkOption.NOFOLLOW_LINKS)
        && super.createBlob(digest, size, content);
  }

  @Override
  boolean create(Path file, InputStream content) throws IOException {
    root.prepare();
    Files.createDirectories(file.getParent());
    return root.files().create(file, content);
  }

  @Override
  public String toString() {
    return location;
  }

  @Override
  public void close() {}
}
