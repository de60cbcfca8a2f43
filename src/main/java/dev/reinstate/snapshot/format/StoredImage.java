package dev.reinstate.snapshot.format;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.util.Set;

/**
 * An image as the store holds it.
 *
 * @param blobs what it needs besides its manifest; without layers that nobody distributes unless
 *     the store holds them
 */
public record StoredImage(
    DescriptorDigest digest, Descriptor content, ImmutableList<Descriptor> blobs) {

  /**
   * Reads an image's manifest back.
   *
   * @param stored the blobs that exist
   * @throws DamagedSnapshotException when the manifest is missing or not this image's
   */
  public static StoredImage read(
      SnapshotDocuments documents,
      DescriptorDigest digest,
      MergeBaseImage image,
      Set<DescriptorDigest> stored)
      throws IOException {
    String part = "image " + digest;
    Manifest manifest =
        new Manifest(digest, image.content().mediaType(), documents.manifest(image.content()));
    if (!manifest.matchesDigest()) {
      throw new DamagedSnapshotException(
          part, "blob " + image.content().digest() + " is not its manifest");
    }
    ImmutableList<Descriptor> blobs =
        references(part, manifest).blobs().stream()
            .filter(
                blob ->
                    !MediaTypes.isNondistributable(blob.mediaType())
                        || stored.contains(blob.digest()))
            .collect(ImmutableList.toImmutableList());
    return new StoredImage(digest, image.content(), blobs);
  }

  private static ManifestReferences references(String part, Manifest manifest)
      throws DamagedSnapshotException {
    try {
      return ManifestReferences.of(manifest);
    } catch (IOException e) {
      throw new DamagedSnapshotException(part, e);
    }
  }
}
