package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.apply.ExpectedTag;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.KnownState;
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
 * Tags that the plan puts where there was none, as they were seen a few seconds ago at most.
 *
 * <p>Registries have no compare-and-set: between the last look and the write somebody else may
 * always come. So for a first attempt a look of a few seconds ago is as good, and the listing that
 * the plan was made of is such a look while it is young. Then comes one listing for all the tags of
 * a repository that has many. How old that is by then is asked once the write is about to leave,
 * and if it is too old, the write is preceded by a look of its own.
 */
final class RecentTags {

  static final Duration RECENT = Duration.ofSeconds(5);

  /** From so many tags on, one listing of their repository is worth its size. */
  private static final int WORTH_A_LISTING = 3;

  private record Key(Repository repository, String name) {}

  private record Look(Instant at, Optional<DescriptorDigest> digest) {}

  /**
   * A whole repository; tags are empty when it could not be listed, or not in time to be of use.
   */
  private record Listed(
      Instant at, Optional<ImmutableMap<String, Optional<DescriptorDigest>>> tags) {}

  private final ImageWriter registries;
  private final InstantSource clock;
  private final ConcurrentMap<Key, Look> looks = new ConcurrentHashMap<>();
  private final SingleFlight<Repository, Listed, IOException> listings =
      new SingleFlight<>(IOException.class);

  RecentTags(ImageWriter registries, InstantSource clock) {
    this.registries = registries;
    this.clock = clock;
  }

  /** A tag that must not be there, with what is known of it. */
  final class NewTag implements ExpectedTag {

    private final Key key;
    private volatile Optional<Look> seen;

    private NewTag(Key key, Optional<Look> seen) {
      this.key = key;
      this.seen = seen;
    }

    /** Where it was seen to point just now; empty when it was not there, or nobody looked. */
    Optional<DescriptorDigest> seen() {
      return seen.flatMap(Look::digest);
    }

    @Override
    public String name() {
      return key.name();
    }

    @Override
    public Optional<DescriptorDigest> value() {
      return Optional.empty();
    }

    @Override
    public boolean seenJustNow() {
      return seen.filter(look -> isRecent(look.at())).isPresent();
    }

    @Override
    public void looked(Optional<DescriptorDigest> now) {
      Look look = new Look(clock.instant(), now);
      looks.put(key, look);
      seen = Optional.of(look);
    }
  }

  /** The tag as it was seen a few seconds ago at most, if it was. */
  NewTag find(Repository repository, String tag, KnownState known) throws IOException {
    Key key = new Key(repository, tag);
    if (looks.containsKey(key)) {
      return new NewTag(key, looked(key)); // whatever a listing says: it was looked at for a reason
    }
    if (known.isYoungerThan(RECENT, clock.instant())) {
      return new NewTag(key, Optional.of(new Look(known.readSince(), Optional.empty())));
    }
    return new NewTag(
        key, known.newTags().count(repository) >= WORTH_A_LISTING ? listed(key) : Optional.empty());
  }

  /** The same for a tag of which a listing that does not name it says nothing. */
  NewTag findDoubted(Repository repository, String tag) {
    Key key = new Key(repository, tag);
    return new NewTag(key, looked(key));
  }

  private Optional<Look> looked(Key key) {
    return Optional.ofNullable(looks.get(key)).filter(look -> isRecent(look.at()));
  }

  private Optional<Look> listed(Key key) throws IOException {
    Listed listed = listings.get(key.repository(), () -> list(key.repository()));
    if (!isRecent(listed.at()) && listed.tags().isPresent()) {
      listings.forget(key.repository(), listed);
      listed = listings.get(key.repository(), () -> list(key.repository()));
    }
    if (listed.tags().isEmpty()) {
      return Optional.empty();
    }
    Optional<DescriptorDigest> digest = listed.tags().get().get(key.name());
    if (digest == null) {
      return Optional.of(new Look(listed.at(), Optional.empty()));
    }
    return digest.isPresent() ? Optional.of(new Look(listed.at(), digest)) : Optional.empty();
  }

  /** What cannot be listed, or not within the time that a look is good for, is asked tag by tag. */
  private Listed list(Repository repository) {
    Instant at = clock.instant();
    try {
      ImmutableMap<String, Optional<DescriptorDigest>> tags = registries.tags(repository);
      return new Listed(at, isRecent(at) ? Optional.of(tags) : Optional.empty());
    } catch (IOException e) {
      return new Listed(at, Optional.empty());
    }
  }

  private boolean isRecent(Instant then) {
    return KnownState.isRecent(then, RECENT, clock.instant());
  }
}
