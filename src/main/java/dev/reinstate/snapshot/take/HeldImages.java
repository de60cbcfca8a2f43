package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.snapshot.MergeBaseImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Decides which images the store holds whole: the manifest, its blobs, and its children. */
final class HeldImages {

  private final Map<DescriptorDigest, ArchivedManifest> archived;
  private final Map<DescriptorDigest, MergeBaseImage> known;
  private final Map<DescriptorDigest, Optional<String>> problems = new HashMap<>();

  HeldImages(
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
