package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.rules.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the service does. */
final class AuditMetrics {

  private static final String EVENTS = "reinstate_audit_events_total";
  private static final String DELIVERIES = "reinstate_audit_deliveries_total";
  private static final String JUDGING = "reinstate_audit_judging_seconds";
  private static final String IN_FLIGHT = "reinstate_audit_in_flight";

  private record Event(String verdict, String reason) implements Comparable<Event> {

    static Event of(Verdict verdict) {
      return new Event(
          verdict.word(),
          verdict instanceof Verdict.Rejected rejected ? rejected.reason().word() : "");
    }

    @Override
    public int compareTo(Event other) {
      return (verdict + reason).compareTo(other.verdict + other.reason);
    }
  }

  private final Map<Event, LongAdder> events = new ConcurrentSkipListMap<>();
  private final Map<Integer, LongAdder> deliveries = new ConcurrentSkipListMap<>();
  private final LongAdder inFlight = new LongAdder();
  private final Durations judging = new Durations();

  /** A message was judged. */
  void judged(Verdict verdict, Duration took) {
    events.computeIfAbsent(Event.of(verdict), any -> new LongAdder()).increment();
    judging.add(took);
  }

  /** A push came in. */
  void begun() {
    inFlight.increment();
  }

  /** A push that came in was answered. */
  void answered(int status) {
    inFlight.decrement();
    deliveries.computeIfAbsent(status, any -> new LongAdder()).increment();
  }

  void write(PrometheusText text) {
    text.metric(EVENTS, "counter", "Registry events by verdict.");
    events.forEach(
        (event, count) ->
            text.sample(
                EVENTS,
                ImmutableMap.of("verdict", event.verdict(), "reason", event.reason()),
                count.sum()));
    text.metric(DELIVERIES, "counter", "Pushes by the HTTP status they were answered.");
    deliveries.forEach(
        (status, count) ->
            text.sample(DELIVERIES, ImmutableMap.of("status", status.toString()), count.sum()));
    text.metric(JUDGING, "histogram", "Time from a message to its verdict.");
    judging.write(JUDGING, text);
    text.metric(IN_FLIGHT, "gauge", "Pushes that are not answered yet.");
    text.sample(IN_FLIGHT, inFlight.sum());
  }
}
