package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Snapshots in a local directory, which is created by the first write. Files are on disk before
 * they become visible under their names, and are read-only from then on.
 */
public final class DirectoryStore implements SnapshotStore {

  private final String location;
  private final Path directory;
  private final Path blobs;
  private final AtomicFiles files;
  private final DirectoryDocuments snapshots;
  private final DirectoryDocuments journal;

  /** Opens a directory that need not exist yet. */
  public DirectoryStore(Path directory) {
    this.location = directory.toString();
    this.directory = directory;
    this.blobs = directory.resolve(StoreLayout.BLOBS);
    this.files = new AtomicFiles(directory.resolve("tmp"));
    this.snapshots = new DirectoryDocuments(directory.resolve(StoreLayout.SNAPSHOTS), files);
    this.journal = new DirectoryDocuments(directory.resolve(StoreLayout.JOURNAL), files);
  }

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() throws IOException {
    ImmutableMap.Builder<DescriptorDigest, Long> found = ImmutableMap.builder();
    checkDirectory();
    if (!Files.isDirectory(blobs)) {
      return found.buildOrThrow();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(blobs)) {
      for (Path file : entries) {
        if (StoreLayout.isBlobName(name(file))) {
          found.put(Digests.ofHex(name(file)), Files.size(file));
        }
      }
    }
    return found.buildOrThrow();
  }

  @Override
  public InputStream openBlob(DescriptorDigest digest) throws IOException {
    Path file = blob(digest);
    return new VerifiedInputStream(
        Files.newInputStream(file), file.toString(), digest, Descriptor.UNKNOWN_SIZE);
  }

  @Override
  public Optional<Path> localFile(DescriptorDigest digest) {
    return Optional.of(blob(digest)).filter(Files::isRegularFile);
  }

  @Override
  public boolean createBlob(DescriptorDigest digest, long size, InputStream content)
      throws IOException {
    Path file = blob(digest);
    if (Files.exists(file)) {
      return false;
    }
    prepare();
    return files.create(
        file, new VerifiedInputStream(content, "what was read for it", digest, size));
  }

  @Override
  public ImmutableSortedSet<String> snapshots() throws IOException {
    checkDirectory();
    return snapshots.names("");
  }

  @Override
  public byte[] readSnapshot(String name) throws IOException {
    return snapshots.read(name);
  }

  @Override
  public void createSnapshot(String name, byte[] root) throws IOException {
    prepare();
    snapshots.create(name, root);
  }

  @Override
  public ImmutableSortedSet<String> journal(String from) throws IOException {
    checkDirectory();
    return journal.names(from);
  }

  @Override
  public byte[] readJournalEntry(String name) throws IOException {
    return journal.read(name);
  }

  @Override
  public void createJournalEntry(String name, byte[] entry) throws IOException {
    prepare();
    journal.create(name, entry);
  }

  @Override
  public String toString() {
    return location;
  }

  @Override
  public void close() {}

  private Path blob(DescriptorDigest digest) {
    return blobs.resolve(digest.getHash());
  }

  private void prepare() throws IOException {
    Files.createDirectories(blobs);
    Path marker = directory.resolve(StoreLayout.MARKER);
    if (!Files.exists(marker)) {
      files.create(marker, new ByteArrayInputStream(StoreLayout.markerContent()));
    }
  }

  private void checkDirectory() throws NotDirectoryException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new NotDirectoryException(location);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
