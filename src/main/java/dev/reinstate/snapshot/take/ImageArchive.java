package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.snapshot.MergeBaseImage;
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
   * @param live the images and where they are; gets to know where what they are made of is
   * @param known images of earlier snapshots; those held whole are not looked at again
   * @throws IOException when the store fails; what registries do wrong is part of the result
   */
  ArchivedImages archive(ImageSources live, Map<DescriptorDigest, MergeBaseImage> known)
      throws IOException {
    ImmutableMap<DescriptorDigest, ArchivedManifest> archived =
        new ManifestClosure(live, manifests, parallel, known).archive();
    Map<DescriptorDigest, String> lostBlobs = copyBlobs(archived, live);
    Map<DescriptorDigest, ArchivedManifest> checked = new LinkedHashMap<>();
    archived.forEach((digest, manifest) -> checked.put(digest, check(manifest, lostBlobs)));
    return new HeldWhole(checked, known).resolve();
  }

  /** Why blobs could not be copied, by digest. */
  private Map<DescriptorDigest, String> copyBlobs(
      ImmutableMap<DescriptorDigest, ArchivedManifest> archived, ImageSources sources)
      throws IOException {
    Map<DescriptorDigest, Descriptor> missing = new LinkedHashMap<>();
    ListMultimap<DescriptorDigest, DescriptorDigest> manifestsOf =
        MultimapBuilder.hashKeys().arrayListValues(/* expectedValuesPerKey= */ 1).build();
    archived.forEach(
        (digest, manifest) -> {
          for (Descriptor blob : manifest.references().blobs()) {
            if (!MediaTypes.isNondistributable(blob.mediaType()) && !stored.holds(blob)) {
              missing.putIfAbsent(blob.digest(), blob);
              manifestsOf.put(blob.digest(), digest);
            }
          }
        });
    Collection<Descriptor> wanted = missing.values();
    ImmutableList<Optional<String>> results =
        parallel.map(wanted, blob -> blobs.copy(blob, sources.of(manifestsOf.get(blob.digest()))));
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

  /** Decides which images the store holds whole: the manifest, its blobs, and its children. */
  private static final class HeldWhole {

    private final Map<DescriptorDigest, ArchivedManifest> archived;
    private final Map<DescriptorDigest, MergeBaseImage> known;
    private final Map<DescriptorDigest, Optional<String>> problems = new HashMap<>();

    HeldWhole(
        Map<DescriptorDigest, ArchivedManifest> archived,
        Map<DescriptorDigest, MergeBaseImage> known) {
      this.archived = archived;
      this.known = known;
    }

    ArchivedImages resolve() {
      ImmutableMap.Builder<DescriptorDigest, MergeBaseImage> images = ImmutableMap.builder();
      known.forEach(
          (digest, image) -> {
            if (!archived.containsKey(digest)) {
              images.put(digest, image);
            }
          });
      ImmutableMap.Builder<DescriptorDigest, String> reasons = ImmutableMap.builder();
      archived.forEach(
          (digest, manifest) -> {
            Optional<String> problem = problem(digest);
            problem.ifPresent(reason -> reasons.put(digest, reason));
            images.put(digest, image(manifest, problem.isEmpty()));
          });
      return new ArchivedImages(images.buildOrThrow(), reasons.buildOrThrow());
    }

    /** Depth is bounded by {@link ManifestClosure}; a digest cannot contain itself. */
    private Optional<String> problem(DescriptorDigest digest) {
      ArchivedManifest manifest = archived.get(digest);
      if (manifest == null) {
        return Optional.empty();
      }
      Optional<String> decided = problems.get(digest);
      if (decided == null) {
        decided = manifest.problem().or(() -> childProblem(manifest.references()));
        problems.put(digest, decided);
      }
      return decided;
    }

    /** A child that exists nowhere is not missed: the index was as it is. */
    private Optional<String> childProblem(ManifestReferences references) {
      return references.children().stream()
          .map(Descriptor::digest)
          .filter(child -> !isNowhere(child))
          .flatMap(child -> problem(child).map(reason -> "child " + child + ": " + reason).stream())
          .findFirst();
    }

    private boolean isNowhere(DescriptorDigest child) {
      ArchivedManifest manifest = archived.get(child);
      return manifest != null
          && manifest.absent()
          && manifest.content().size() == Descriptor.UNKNOWN_SIZE;
    }

    private static MergeBaseImage image(ArchivedManifest manifest, boolean held) {
      return new MergeBaseImage(
          manifest.content(),
          /* managed= */ false,
          held,
          manifest.references().children().stream()
              .map(Descriptor::digest)
              .collect(ImmutableList.toImmutableList()),
          manifest.references().subject());
    }
  }
}
