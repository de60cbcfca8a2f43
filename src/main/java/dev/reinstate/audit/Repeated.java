package dev.reinstate.audit;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Complaints that may come by the thousand: each is said once in a while, with how often. */
final class Repeated {

  static final Duration EVERY = Duration.ofMinutes(1);

  /** Strangers can make up complaints without end. */
  private static final int DIFFERENT = 100;

  private record Said(Instant at, int since) {}

  private final Cache<String, Said> said = CacheBuilder.newBuilder().maximumSize(DIFFERENT).build();
  private final InstantSource clock;

  Repeated(InstantSource clock) {
    this.clock = clock;
  }

  /** What to say now; empty when the same was said not long ago. */
  synchronized Optional<String> say(String complaint) {
    Said last = said.getIfPresent(complaint);
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.at().plus(EVERY))) {
      said.put(complaint, new Said(last.at(), last.since() + 1));
      return Optional.empty();
    }
    said.put(complaint, new Said(now, 0));
    return Optional.of(
        last == null || last.since() == 0
            ? complaint
            : complaint + " (and " + last.since() + " times before, unsaid)");
  }
}
