package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where tags point that the plan puts where there was none, as they were a few seconds ago at most.
 *
 * <p>Registries have no compare-and-set: between the last look and the write somebody else may
 * always come, and a write that waits for its turn or is tried again may take seconds after a look
 * that came right before it. So a look of a few seconds ago is as good, and the listing that the
 * plan was made of is such a look while it is young. Then come one listing for all the tags of a
 * repository, and for few tags one look each.
 */
final class RecentTags {

  static final Duration RECENT = Duration.ofSeconds(5);

  /** From so many tags on, one listing of their repository is worth its size. */
  private static final int WORTH_A_LISTING = 3;

  private record Tag(Repository repository, String name) {}

  private record Look(Instant at, Optional<DescriptorDigest> digest) {}

  /** A whole repository; tags are empty when it could not be listed. */
  private record Listed(
      Instant at, Optional<ImmutableMap<String, Optional<DescriptorDigest>>> tags) {}

  private final ImageWriter registries;
  private final InstantSource clock;
  private final ConcurrentMap<Tag, Look> looks = new ConcurrentHashMap<>();
  private final SingleFlight<Repository, Listed, IOException> listings =
      new SingleFlight<>(IOException.class);

  RecentTags(ImageWriter registries, InstantSource clock) {
    this.registries = registries;
    this.clock = clock;
  }

  /** Where the tag pointed a few seconds ago at most; empty when it was not there. */
  Optional<DescriptorDigest> resolve(Repository repository, String tag, KnownState known)
      throws IOException {
    if (known.isYoungerThan(RECENT, clock.instant())) {
      return Optional.empty();
    }
    return known.newTags().count(repository) >= WORTH_A_LISTING
        ? listed(repository, tag)
        : looked(repository, tag);
  }

  private Optional<DescriptorDigest> looked(Repository repository, String tag) throws IOException {
    Tag key = new Tag(repository, tag);
    Look last = looks.get(key);
    if (last != null && isRecent(last.at())) {
      return last.digest();
    }
    Look look = new Look(clock.instant(), registries.resolve(repository, tag));
    looks.put(key, look);
    return look.digest();
  }

  private Optional<DescriptorDigest> listed(Repository repository, String tag) throws IOException {
    Listed listed = listings.get(repository, () -> list(repository));
    if (!isRecent(listed.at())) {
      listings.forget(repository, listed);
      listed = listings.get(repository, () -> list(repository));
    }
    if (listed.tags().isEmpty()) {
      return looked(repository, tag);
    }
    Optional<DescriptorDigest> digest = listed.tags().get().get(tag);
    if (digest == null) {
      return Optional.empty();
    }
    return digest.isPresent() ? digest : looked(repository, tag);
  }

  /** What cannot be listed can still be asked for tag by tag. */
  private Listed list(Repository repository) {
    Instant at = clock.instant();
    try {
      return new Listed(at, Optional.of(registries.tags(repository)));
    } catch (IOException e) {
      return new Listed(at, Optional.empty());
    }
  }

  private boolean isRecent(Instant then) {
    return KnownState.isRecent(then, RECENT, clock.instant());
  }
}
