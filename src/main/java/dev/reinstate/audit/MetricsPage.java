package dev.reinstate.audit;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;

/** {@code /metrics}. */
final class MetricsPage implements HttpAnswering {

  private static final String TRUTH_AGE = "reinstate_audit_truth_age_seconds";
  private static final String TRUTH_INFO = "reinstate_audit_truth_info";
  private static final String TRUTH_FAILURES = "reinstate_audit_truth_failures_total";

  private final AuditMetrics metrics;
  private final ReferenceStateRefresher reference;
  private final InstantSource clock;

  MetricsPage(AuditMetrics metrics, ReferenceStateRefresher reference, InstantSource clock) {
    this.metrics = metrics;
    this.reference = reference;
    this.clock = clock;
  }

  @Override
  public HttpAnswer answer(HttpCall call) {
    PrometheusText text = new PrometheusText();
    metrics.write(text);
    writeTruth(reference.status(), text);
    return new HttpAnswer(
        HttpStatus.SC_OK,
        ImmutableMap.of(HttpHeaders.CONTENT_TYPE, PrometheusText.CONTENT_TYPE),
        text.toString(),
        /* last= */ false);
  }

  private void writeTruth(ReferenceStateRefresher.Status status, PrometheusText text) {
    text.metric(TRUTH_INFO, "gauge", "The commit of the manifests that events are judged by.");
    status
        .reference()
        .ifPresent(
            known ->
                text.sample(TRUTH_INFO, ImmutableMap.of("commit", known.commit().orElse("")), 1));
    text.metric(TRUTH_AGE, "gauge", "Time since the manifests were last read and found good.");
    status.good().ifPresent(good -> text.sample(TRUTH_AGE, age(good).toMillis() / 1e3));
    text.metric(TRUTH_FAILURES, "counter", "Looks at the manifests that failed.");
    text.sample(TRUTH_FAILURES, status.failures());
  }

  private Duration age(Instant good) {
    return Duration.between(good, clock.instant());
  }
}
