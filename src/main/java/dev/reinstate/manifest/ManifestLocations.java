package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where images and tags of the desired state are written. It keeps the manifests, not their
 * destinations, so a look-up takes time and the whole takes little memory.
 */
public final class ManifestLocations {

  private final ImmutableList<PromoterManifest> manifests;

  public ManifestLocations(ImmutableList<PromoterManifest> manifests) {
    this.manifests = manifests;
  }

  /** The first line that wants this image in the repository; empty when none does. */
  public Optional<Location> ofImage(Repository repository, DescriptorDigest digest) {
    return claims(repository)
        .filter(claim -> claim.digest().equals(digest))
        .map(ImageClaim::location)
        .findFirst();
  }

  /** Of every image that is wanted in the repository, the first line that does. */
  public ImmutableMap<DescriptorDigest, Location> ofImages(Repository repository) {
    return claims(repository)
        .collect(
            ImmutableMap.toImmutableMap(
                ImageClaim::digest, ImageClaim::location, (first, other) -> first));
  }

  /** The first place that gives the repository this tag; empty when none does. */
  public Optional<Location> ofTag(Repository repository, String tag) {
    return claims(repository)
        .flatMap(claim -> claim.tags().stream())
        .filter(claim -> claim.tag().equals(tag))
        .map(TagClaim::location)
        .findFirst();
  }

  private Stream<ImageClaim> claims(Repository repository) {
    return manifests.stream()
        .flatMap(manifest -> entries(manifest, repository))
        .flatMap(entry -> entry.images().stream());
  }

  private static Stream<ImageEntry> entries(PromoterManifest manifest, Repository repository) {
    return manifest.registries().destinations().stream()
        .map(Destination::prefix)
        .filter(prefix -> prefix.contains(repository))
        .map(prefix -> prefix.nameOf(repository))
        .flatMap(name -> manifest.images().stream().filter(entry -> entry.name().equals(name)));
  }
}
