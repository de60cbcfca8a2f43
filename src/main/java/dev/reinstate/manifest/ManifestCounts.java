package dev.reinstate.manifest;

import com.google.common.collect.ImmutableList;

/**
 * How much the valid part of the manifests says.
 *
 * @param manifests promoter manifests
 * @param imageEntries entries of images lists, each name as often as it occurs
 * @param digests lines of dmaps
 * @param tags tags of those lines
 * @param destinationRepositories distinct repositories over all destinations
 * @param edges what the destination repositories must hold: one for each tag, and one for each
 *     image without tags; where manifests overlap, once
 */
public record ManifestCounts(
    int manifests,
    int imageEntries,
    int digests,
    int tags,
    int destinationRepositories,
    int edges) {

  public static ManifestCounts of(ImmutableList<PromoterManifest> manifests, DesiredState desired) {
    int entries = 0;
    int digests = 0;
    int tags = 0;
    for (PromoterManifest manifest : manifests) {
      entries += manifest.images().size();
      for (ImageEntry entry : manifest.images()) {
        digests += entry.images().size();
        tags += entry.images().stream().mapToInt(image -> image.tags().size()).sum();
      }
    }
    int edges =
        desired.repositories().values().stream()
            .mapToInt(repository -> edges(repository.images()))
            .sum();
    return new ManifestCounts(
        manifests.size(), entries, digests, tags, desired.repositories().size(), edges);
  }

  private static int edges(TaggedImages images) {
    return images.tagsByDigest().values().stream().mapToInt(tags -> Math.max(1, tags.size())).sum();
  }
}
