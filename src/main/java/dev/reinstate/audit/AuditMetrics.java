package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.rules.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;

/** Counts what the service does, and shows it with what it judges by: {@code /metrics}. */
final class AuditMetrics {

  private static final String EVENTS = "reinstate_audit_events_total";
  private static final String DELIVERIES = "reinstate_audit_deliveries_total";
  private static final String JUDGING = "reinstate_audit_judging_seconds";
  private static final String IN_FLIGHT = "reinstate_audit_in_flight";
  private static final String TRUTH_AGE = "reinstate_audit_truth_age_seconds";
  private static final String TRUTH_INFO = "reinstate_audit_truth_info";
  private static final String TRUTH_FAILURES = "reinstate_audit_truth_failures_total";

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

  /** Counts pushes and what they are answered. */
  HttpAnswering counting(HttpAnswering pushes) {
    return call -> {
      // What ends without an answer of its own was not to be read to its end.
      int status = HttpStatus.SC_REQUEST_TIMEOUT;
      inFlight.increment();
      try {
        HttpAnswer answer = pushes.answer(call);
        status = answer.status();
        return answer;
      } catch (RuntimeException e) {
        status = HttpStatus.SC_INTERNAL_SERVER_ERROR;
        throw e;
      } finally {
        inFlight.decrement();
        deliveries.computeIfAbsent(status, any -> new LongAdder()).increment();
      }
    };
  }

  HttpAnswer page(ReferenceStateRefresher.Status truth, Instant now) {
    PrometheusText text = new PrometheusText();
    writeCounts(text);
    writeTruth(truth, now, text);
    return new HttpAnswer(
        HttpStatus.SC_OK,
        ImmutableMap.of(HttpHeaders.CONTENT_TYPE, PrometheusText.CONTENT_TYPE),
        text.toString(),
        /* last= */ false);
  }

  private void writeCounts(PrometheusText text) {
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

  private static void writeTruth(
      ReferenceStateRefresher.Status truth, Instant now, PrometheusText text) {
    text.metric(TRUTH_INFO, "gauge", "The commit of the manifests that events are judged by.");
    truth
        .reference()
        .ifPresent(
            known ->
                text.sample(TRUTH_INFO, ImmutableMap.of("commit", known.commit().orElse("")), 1));
    text.metric(TRUTH_AGE, "gauge", "Time since the manifests were last read and found good.");
    truth
        .good()
        .ifPresent(good -> text.sample(TRUTH_AGE, Duration.between(good, now).toMillis() / 1e3));
    text.metric(TRUTH_FAILURES, "counter", "Looks at the manifests that failed.");
    text.sample(TRUTH_FAILURES, truth.failures());
  }
}
