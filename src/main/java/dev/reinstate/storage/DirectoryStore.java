package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
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
  private final Path snapshots;
  private final AtomicFiles files;

  /** Opens a directory that need not exist yet. */
  public DirectoryStore(Path directory) {
    this.location = directory.toString();
    this.directory = directory;
    this.blobs = directory.resolve(StoreLayout.BLOBS);
    this.snapshots = directory.resolve(StoreLayout.SNAPSHOTS);
    this.files = new AtomicFiles(directory.resolve("tmp"));
  }

  @Override
  public ImmutableMap<DescriptorDigest, Long> blobs() throws IOException {
    ImmutableMap.Builder<DescriptorDigest, Long> found = ImmutableMap.builder();
    if (!exists(blobs)) {
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
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    if (!exists(snapshots)) {
      return names.build();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(snapshots)) {
      for (Path file : entries) {
        StoreLayout.snapshotName(name(file)).ifPresent(names::add);
      }
    }
    return names.build();
  }

  @Override
  public byte[] readSnapshot(String name) throws IOException {
    Path file = snapshot(name);
    try (InputStream content = Files.newInputStream(file)) {
      byte[] root = content.readNBytes(StoreLayout.MAX_ROOT_BYTES + 1);
      if (root.length > StoreLayout.MAX_ROOT_BYTES) {
        throw new ContentMismatchException(
            file + " has more than " + StoreLayout.MAX_ROOT_BYTES + " bytes");
      }
      return root;
    }
  }

  @Override
  public void createSnapshot(String name, byte[] root) throws IOException {
    prepare();
    if (!files.create(snapshot(name), new ByteArrayInputStream(root))) {
      throw new FileAlreadyExistsException(snapshot(name).toString());
    }
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

  private Path snapshot(String name) {
    return snapshots.resolve(StoreLayout.snapshotFile(name));
  }

  private void prepare() throws IOException {
    Files.createDirectories(blobs);
    Files.createDirectories(snapshots);
    Path marker = directory.resolve(StoreLayout.MARKER);
    if (!Files.exists(marker)) {
      files.create(marker, new ByteArrayInputStream(StoreLayout.markerContent()));
    }
  }

  private boolean exists(Path part) throws NotDirectoryException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new NotDirectoryException(location);
    }
    return Files.isDirectory(part);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
