package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.stream.VerifiedInputStream;
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
public final class DirectoryStore implements SnapshotStore {

  private static final long NO_FILE = -1;

  private final String location;
  private final DirectoryRoot root;
  private final Documents snapshots;
  private final Documents successors;
  private final Documents journal;
  private volatile StoredCopies copies;

  /** Opens a directory that need not exist yet. */
  public DirectoryStore(Path directory) {
    this.location = directory.toString();
    this.root = DirectoryRoot.of(directory);
    this.snapshots = root.documents(StoreLayout.SNAPSHOTS);
    this.successors = root.documents(StoreLayout.SUCCESSORS);
    this.journal = root.documents(StoreLayout.JOURNAL);
  }

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() throws IOException {
    root.check();
    StoredCopies all = new StoredCopies();
    list(root.blobs(), all);
    list(root.repaired(), all);
    copies = all;
    return all.sizes();
  }

  /** Which blobs were repaired; looked for once, or known from the listing of all. */
  private synchronized StoredCopies copies() throws IOException {
    if (copies == null) {
      StoredCopies repaired = new StoredCopies();
      list(root.repaired(), repaired);
      copies = repaired;
    }
    return copies;
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
  public InputStream openBlob(DescriptorDigest digest) throws IOException {
    return open(counting(digest), digest);
  }

  @Override
  public InputStream openOriginal(DescriptorDigest digest) throws IOException {
    return open(blob(digest), digest);
  }

  private static InputStream open(Path file, DescriptorDigest digest) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ContentMismatchException(file + " is a directory, not blob " + digest);
    }
    return new VerifiedInputStream(
        Files.newInputStream(file),
        new PromisedBlob(file.toString(), digest, Descriptor.UNKNOWN_SIZE));
  }

  @Override
  public Optional<Path> localFile(DescriptorDigest digest) throws IOException {
    return Optional.of(counting(digest)).filter(Files::isRegularFile);
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    Path file = blob(digest);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    root.prepare();
    return create(file, digest, size, content);
  }

  @Override
  public boolean repairBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    root.prepare();
    Files.createDirectories(root.repaired());
    boolean created = create(repaired(digest, copies().next(digest)), digest, size, content);
    copies().addRepaired(digest, size);
    return created;
  }

  private boolean create(Path file, DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    return root.files()
        .create(
            file,
            new VerifiedInputStream(
                content, new PromisedBlob("what was read for it", digest, size)));
  }

  @Override
  public Documents snapshots() {
    return snapshots;
  }

  @Override
  public Documents successors() {
    return successors;
  }

  @Override
  public Documents journal() {
    return journal;
  }

  @Override
  public String toString() {
    return location;
  }

  @Override
  public void close() {}

  private Path blob(DescriptorDigest digest) {
    return root.blobs().resolve(digest.getHash());
  }

  /** The copy that counts. */
  private Path counting(DescriptorDigest digest) throws IOException {
    return copies().repaired(digest).map(number -> repaired(digest, number)).orElse(blob(digest));
  }

  private Path repaired(DescriptorDigest digest, int number) {
    return root.repaired().resolve(StoreLayout.repairedName(digest, number));
  }
}
