package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/** Images as a snapshot holds them. */
public record StoredImages(SnapshotStore store, MergeBase agreed) implements ImageReader {

  /** More than any registry takes as a manifest. */
  private static final int MANIFEST_BYTES = 8 << 20;

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    MergeBaseImage known = agreed.get(repository).images().get(digest);
    if (known == null || !known.wasSeen()) {
      throw new NoSuchFileException(
          repository + "@" + digest, null, "the snapshot does not have it");
    }
    return manifest(store, repository, digest, known.content());
  }

  private static Manifest manifest(
      SnapshotStore store, Repository repository, DescriptorDigest digest, Descriptor stored)
      throws IOException {
    try (InputStream content = store.openBlob(stored.digest())) {
      byte[] bytes = content.readNBytes(MANIFEST_BYTES);
      Manifest manifest = new Manifest(digest, stored.mediaType(), bytes);
      if (content.read() >= 0 || !manifest.matchesDigest()) {
        throw new IOException(
            "%s holds something else as manifest %s of %s".formatted(store, digest, repository));
      }
      return manifest;
    }
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    return store.openBlob(blob.digest());
  }

  /** Whatever a store holds by its digest, whether or not a snapshot tells of it yet. */
  public record Unlisted(SnapshotStore store) implements ImageReader {

    @Override
    public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
      Descriptor content = new Descriptor(MediaTypes.OCI_MANIFEST, digest, Descriptor.UNKNOWN_SIZE);
      return StoredImages.manifest(store, repository, digest, content);
    }

    @Override
    public InputStream blob(Repository repository, Descriptor blob) throws IOException {
      return store.openBlob(blob.digest());
    }
  }
}
