package dev.reinstate.reconcile;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteStreams;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.plan.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/** Reads an image with its closure out of a registry; every digest is checked on the way. */
public final class ReadBack {

  /**
   * What came of one image.
   *
   * @param bytes of its manifests and blobs
   * @param failure empty when all of it was there and right
   */
  public record Answer(Action.RestoreImage action, long bytes, Optional<String> failure) {}

  private final ImageReader reader;
  private final boolean nondistributable;

  /**
   * @param nondistributable whether layers that registries do not distribute must be there too
   */
  public ReadBack(ImageReader reader, boolean nondistributable) {
    this.reader = reader;
    this.nondistributable = nondistributable;
  }

  /**
   * Reads one image.
   *
   * @param without children that need not be there
   */
  Answer read(Action.RestoreImage action, Set<DescriptorDigest> without) {
    try {
      return new Answer(
          action, closure(action.repository(), action.digest(), without), Optional.empty());
    } catch (IOException e) {
      return new Answer(action, 0, Optional.of(e.getMessage()));
    }
  }

  private long closure(
      Repository repository, DescriptorDigest digest, Set<DescriptorDigest> without)
      throws IOException {
    Manifest manifest = reader.manifest(repository, digest);
    ManifestReferences references = ManifestReferences.of(manifest);
    long bytes = manifest.bytes().length;
    for (Descriptor child : references.children()) {
      if (!without.contains(child.digest())) {
        bytes += closure(repository, child.digest(), without);
      }
    }
    for (Descriptor blob : references.blobs()) {
      if (nondistributable || !MediaTypes.isNondistributable(blob.mediaType())) {
        bytes += blob(repository, blob);
      }
    }
    return bytes;
  }

  private long blob(Repository repository, Descriptor blob) throws IOException {
    try (InputStream bytes = reader.blob(repository, blob)) {
      return ByteStreams.exhaust(bytes);
    }
  }
}
