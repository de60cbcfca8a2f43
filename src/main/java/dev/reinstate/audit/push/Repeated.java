package dev.reinstate.audit.push;

import dev.reinstate.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Complaints that may come by the thousand: of each kind one is said now and then. */
final class Repeated {

  static final Duration EVERY = Duration.ofMinutes(1);

  /** Strangers choose some of the words. */
  private static final int MOST_CHARACTERS = 1_000;

  /** What there is to complain of. */
  enum Kind {
    REFUSED,
    NOT_JUDGED
  }

  private record Said(Instant at, int unsaid) {}

  private final Map<Kind, Said> said = new EnumMap<>(Kind.class);
  private final InstantSource clock;

  Repeated(InstantSource clock) {
    this.clock = clock;
  }

  /** What to say now; empty when one of this kind was said not long ago. */
  synchronized Optional<String> say(Kind kind, String complaint) {
    Instant now = clock.instant();
    Said last = said.get(kind);
    if (last != null && now.isBefore(last.at().plus(EVERY))) {
      said.put(kind, new Said(last.at(), last.unsaid() + 1));
      return Optional.empty();
    }
    said.put(kind, new Said(now, 0));
    String text = Printable.line(complaint, MOST_CHARACTERS);
    return Optional.of(
        last == null || last.unsaid() == 0
            ? text
            : "%s (and %,d like it since the last one)".formatted(text, last.unsaid()));
  }
}
