package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Snapshots in a local directory, which is created by the first write. Files are on disk before
 * they become visible under their names, and are read-only from then on.
 */
public final class DirectoryStore implements SnapshotStore {

  private final String location;
  private final DirectoryRoot root;
  private final Documents snapshots;
  private final Documents successors;
  private final Documents journal;

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
    ImmutableMap.Builder<DescriptorDigest, Long> found = ImmutableMap.builder();
    root.check();
    if (!Files.isDirectory(root.blobs())) {
      return found.buildOrThrow();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.blobs())) {
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
        Files.newInputStream(file),
        new PromisedBlob(file.toString(), digest, Descriptor.UNKNOWN_SIZE));
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
    root.prepare();
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

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
