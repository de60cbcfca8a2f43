package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.snapshot.MergeBaseImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores manifests and all manifests they refer to, level by level, so that each is asked for once
 * however many refer to it.
 */
final class ManifestClosure {

  /** Real indexes nest once or twice; a deeper one is hostile. */
  private static final int MAX_DEPTH = 16;

  private static final ManifestReferences NO_REFERENCES =
      new ManifestReferences(ImmutableList.of(), ImmutableList.of(), Optional.empty());

  private final ManifestBytes manifests;
  private final ParallelIo parallel;
  private final Map<DescriptorDigest, MergeBaseImage> known;
  private final ImageSources sources;
  private final Map<DescriptorDigest, ArchivedManifest> archived = new LinkedHashMap<>();

  /**
   * @param sources of the images; gets to know those of what they refer to
   * @param known images of earlier snapshots; those held whole are not looked at again
   */
  ManifestClosure(
      ImageSources sources,
      ManifestBytes manifests,
      ParallelIo parallel,
      Map<DescriptorDigest, MergeBaseImage> known) {
    this.sources = sources;
    this.manifests = manifests;
    this.parallel = parallel;
    this.known = known;
  }

  /** The manifests of the images and below, except those an earlier snapshot holds. */
  ImmutableMap<DescriptorDigest, ArchivedManifest> archive() throws IOException {
    Set<DescriptorDigest> level = missing(sources.images());
    for (int depth = 0; !level.isEmpty(); depth++) {
      boolean tooDeep = depth > MAX_DEPTH;
      ImmutableList<DescriptorDigest> digests = ImmutableList.copyOf(level);
      ImmutableList<ArchivedManifest> read =
          parallel.map(digests, digest -> tooDeep ? tooDeep(digest) : archiveOne(digest));
      Set<DescriptorDigest> next = new LinkedHashSet<>();
      for (int i = 0; i < digests.size(); i++) {
        archived.put(digests.get(i), read.get(i));
        for (DescriptorDigest referred : referredTo(read.get(i).references())) {
          sources.inherit(referred, digests.get(i));
          next.add(referred);
        }
      }
      level = missing(next);
    }
    return ImmutableMap.copyOf(archived);
  }

  private Set<DescriptorDigest> missing(Set<DescriptorDigest> digests) {
    return digests.stream()
        .filter(digest -> !archived.containsKey(digest))
        .filter(digest -> !known.containsKey(digest) || !known.get(digest).held())
        .collect(ImmutableSortedSet.toImmutableSortedSet(Digests.ORDER));
  }

  private static ImmutableSet<DescriptorDigest> referredTo(ManifestReferences references) {
    ImmutableSet.Builder<DescriptorDigest> referred = ImmutableSet.builder();
    references.children().forEach(child -> referred.add(child.digest()));
    references.subject().ifPresent(referred::add);
    return referred.build();
  }

  private ArchivedManifest archiveOne(DescriptorDigest digest) throws IOException {
    Optional<MergeBaseImage> before = Optional.ofNullable(known.get(digest));
    Manifest manifest;
    try {
      manifest = manifests.get(digest, before, sources.of(ImmutableList.of(digest)));
    } catch (SourceException e) {
      return failed(digest, e.getMessage(), e.absent());
    }
    Descriptor content = manifest.contentDescriptor();
    try {
      return new ArchivedManifest(
          content, ManifestReferences.of(manifest), Optional.empty(), /* absent= */ false);
    } catch (IOException e) {
      return new ArchivedManifest(
          content, NO_REFERENCES, Optional.of(e.getMessage()), /* absent= */ false);
    }
  }

  private ArchivedManifest tooDeep(DescriptorDigest digest) {
    return failed(digest, "nested more than " + MAX_DEPTH + " levels deep", /* absent= */ false);
  }

  private ArchivedManifest failed(DescriptorDigest digest, String reason, boolean absent) {
    MergeBaseImage before = known.get(digest);
    Descriptor content =
        before != null
            ? before.content()
            : new Descriptor("application/octet-stream", digest, Descriptor.UNKNOWN_SIZE);
    return new ArchivedManifest(content, NO_REFERENCES, Optional.of(reason), absent);
  }
}
