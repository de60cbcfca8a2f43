package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads indexes to learn their children, several at once and each of them once. */
final class IndexReading {

  private final ManifestFinder finder;
  private final FetchedIndexMembership membership;
  private final FanOut fanOut;
  private final SingleFlight<DescriptorDigest, Boolean, IOException> flights =
      new SingleFlight<>(IOException.class);

  IndexReading(ManifestFinder finder, FetchedIndexMembership membership, FanOut fanOut) {
    this.finder = finder;
    this.membership = membership;
    this.fanOut = fanOut;
  }

  /**
   * Learns what the places know of these images; what none of them has stays unknown. One that
   * cannot be read keeps none of the others from being read.
   *
   * @return why some could not be read
   */
  ImmutableList<IOException> read(
      Collection<DescriptorDigest> unknown, ImmutableList<Repository> places) {
    Collection<DescriptorDigest> worthReading =
        unknown.stream().filter(digest -> finder.worthAsking(digest, places)).toList();
    return fanOut.map(worthReading, digest -> readOne(digest, places)).stream()
        .flatMap(Optional::stream)
        .collect(ImmutableList.toImmutableList());
  }

  private Optional<IOException> readOne(DescriptorDigest digest, ImmutableList<Repository> places) {
    try {
      // Somebody else's flight may have asked in the places of another mirror.
      while (!fly(digest, places)) {}
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /** Whether the image is known now, or these places were asked in vain. */
  private boolean fly(DescriptorDigest digest, ImmutableList<Repository> places)
      throws IOException {
    AtomicBoolean mine = new AtomicBoolean();
    try {
      boolean known =
          flights.get(
              digest,
              () -> {
                mine.set(true);
                return membership.knows(digest) || learn(digest, places);
              });
      return known || mine.get();
    } finally {
      if (mine.get()) {
        flights.forget(digest);
      }
    }
  }

  private boolean learn(DescriptorDigest digest, ImmutableList<Repository> places)
      throws IOException {
    Optional<Manifest> manifest = finder.find(digest, places);
    manifest.ifPresent(found -> membership.add(digest, childrenOf(found)));
    return manifest.isPresent();
  }

  /** What a digest stands for never changes; if it is no manifest, it never has children. */
  private static ImmutableList<Descriptor> childrenOf(Manifest manifest) {
    try {
      return ManifestReferences.of(manifest).children();
    } catch (IOException e) {
      return ImmutableList.of();
    }
  }
}
