package dev.reinstate.audit;

import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Counts how often a fault comes again, so that one of them is one alarm an hour. */
final class RepeatedFaults {

  private static final Duration WINDOW = Duration.ofHours(1);

  private final InstantSource clock;
  private final int most;
  private final Map<Fault, Count> counts = new LinkedHashMap<>();

  /**
   * @param most faults remembered; the oldest is forgotten, and is an alarm again
   */
  RepeatedFaults(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** What makes two rejections one fault. */
  record Fault(
      Verdict.Reason reason,
      Optional<String> repository,
      Optional<String> digest,
      Optional<String> tag) {

    static Fault of(Verdict.Reason reason, Optional<RegistryEvent> event) {
      return new Fault(
          reason,
          event.map(each -> each.repository().toString()),
          event.flatMap(RegistryEvent::digest).map(Object::toString),
          event.flatMap(RegistryEvent::tag));
    }
  }

  /** How often it came within the hour before; 0 for an alarm. */
  synchronized int count(Fault fault) {
    Instant now = clock.instant();
    Count before = counts.get(fault);
    if (before != null && now.isBefore(before.first().plus(WINDOW))) {
      counts.put(fault, new Count(before.first(), before.repeats() + 1));
      return before.repeats() + 1;
    }
    counts.remove(fault);
    counts.put(fault, new Count(now, 0));
    if (counts.size() > most) {
      counts.remove(counts.keySet().iterator().next());
    }
    return 0;
  }

  /** The alarm was not heard; the next one is one. */
  synchronized void forget(Fault fault) {
    counts.remove(fault);
  }

  private record Count(Instant first, int repeats) {}
}
