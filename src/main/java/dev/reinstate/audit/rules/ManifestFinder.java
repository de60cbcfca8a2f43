package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for manifests in the few repositories that may have them. Where one is not to be had is
 * remembered for a while, so that nobody can make us ask again and again.
 */
final class ManifestFinder {

  static final Duration REMEMBERED = Duration.ofSeconds(30);

  private static final int MOST_REMEMBERED = 50_000;

  private final ImageReader images;
  private final Cache<Absence, Boolean> absent;

  ManifestFinder(ImageReader images, InstantSource clock) {
    this.images = images;
    this.absent =
        CacheBuilder.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker(clock))
            .build();
  }

  /** Lets what is remembered age by the given clock. */
  private static Ticker ticker(InstantSource clock) {
    Instant start = clock.instant();
    return new Ticker() {
      @Override
      public long read() {
        return Duration.between(start, clock.instant()).toNanos();
      }
    };
  }

  /**
   * The manifest from the first place that gives it; empty when none of them has it.
   *
   * @throws IOException when none gives it and one of them may yet have it
   */
  Optional<Manifest> find(DescriptorDigest digest, ImmutableList<Repository> places)
      throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (Repository place : untried(digest, places)) {
      try {
        return Optional.of(images.manifest(place, digest));
      } catch (NoSuchFileException e) {
        absent.put(new Absence(place, digest), true);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return Optional.empty();
  }

  /** Whether asking these places may find anything. */
  boolean worthAsking(DescriptorDigest digest, ImmutableList<Repository> places) {
    return !untried(digest, places).isEmpty();
  }

  private List<Repository> untried(DescriptorDigest digest, ImmutableList<Repository> places) {
    return places.stream()
        .filter(place -> absent.getIfPresent(new Absence(place, digest)) == null)
        .toList();
  }

  private record Absence(Repository place, DescriptorDigest digest) {}
}
