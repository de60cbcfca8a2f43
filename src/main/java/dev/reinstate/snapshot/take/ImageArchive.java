package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.ParallelIo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Copies live images into the store: manifests first, then the blobs they name, each once. */
final class ImageArchive {

  private final StoredBlobs stored;
  private final ManifestBytes manifests;
  private final BlobArchive blobs;
  private final ParallelIo parallel;

  ImageArchive(
      StoredBlobs stored, ManifestBytes manifests, BlobArchive blobs, ParallelIo parallel) {
    this.stored = stored;
    this.manifests = manifests;
    this.blobs = blobs;
    this.parallel = parallel;
  }

  /**
   * Makes sure of these images and all they are made of.
   *
   * @param live images with the repositories that have them
   * @param known images of earlier snapshots; those held whole are not looked at again
   * @throws IOException when the store fails; what registries do wrong is part of the result
   */
  ArchivedImages archive(
      SetMultimap<DescriptorDigest, Repository> live, Map<DescriptorDigest, MergeBaseImage> known)
      throws IOException {
    ManifestClosure closure = new ManifestClosure(manifests, parallel, known);
    ImmutableMap<DescriptorDigest, ArchivedManifest> archived = closure.archive(live);
    Map<DescriptorDigest, String> lostBlobs = copyBlobs(archived, closure);
    Map<DescriptorDigest, ArchivedManifest> checked = new LinkedHashMap<>();
    archived.forEach((digest, manifest) -> checked.put(digest, check(manifest, lostBlobs)));
    return new HeldImages(checked, known).resolve();
  }

  /** Why blobs could not be copied, by digest. */
  private Map<DescriptorDigest, String> copyBlobs(
      ImmutableMap<DescriptorDigest, ArchivedManifest> archived, ManifestClosure closure)
      throws IOException {
    Map<DescriptorDigest, Descriptor> missing = new LinkedHashMap<>();
    SetMultimap<DescriptorDigest, Repository> sources = LinkedHashMultimap.create();
    archived.forEach(
        (digest, manifest) -> {
          for (Descriptor blob : manifest.references().blobs()) {
            if (!MediaTypes.isNondistributable(blob.mediaType()) && !stored.holds(blob)) {
              missing.putIfAbsent(blob.digest(), blob);
              sources.putAll(blob.digest(), closure.sources(digest));
            }
          }
        });
    Collection<Descriptor> wanted = missing.values();
    ImmutableList<Optional<String>> results =
        parallel.map(wanted, blob -> blobs.copy(blob, sources.get(blob.digest())));
    Map<DescriptorDigest, String> lost = new HashMap<>();
    int next = 0;
    for (Descriptor blob : wanted) {
      results.get(next++).ifPresent(reason -> lost.put(blob.digest(), reason));
    }
    return lost;
  }

  private ArchivedManifest check(
      ArchivedManifest manifest, Map<DescriptorDigest, String> lostBlobs) {
    for (Descriptor blob : manifest.references().blobs()) {
      if (lostBlobs.containsKey(blob.digest())) {
        return manifest.withProblem(lostBlobs.get(blob.digest()));
      }
      OptionalLong size = stored.size(blob.digest());
      if (size.isPresent() && blob.size() >= 0 && blob.size() != size.getAsLong()) {
        return manifest.withProblem(
            "it declares %d bytes for blob %s, which has %d"
                .formatted(blob.size(), blob.digest(), size.getAsLong()));
      }
    }
    return manifest;
  }
}
