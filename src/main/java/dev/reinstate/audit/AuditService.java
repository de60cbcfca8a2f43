package dev.reinstate.audit;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpLimits;
import dev.reinstate.audit.http.HttpListener;
import dev.reinstate.audit.http.Routes;
import dev.reinstate.audit.push.Admission;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.push.MessageDeduplication;
import dev.reinstate.audit.push.PushEndpoint;
import dev.reinstate.audit.push.PushTokens;
import dev.reinstate.audit.push.TraceHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpStatus;

/** The auditor as a web service. */
public final class AuditService implements AutoCloseable {

  /** So many messages are known again: at a thousand a second, those of the last two minutes. */
  private static final int REMEMBERED = 120_000;

  private final DeliveryHandler auditor;
  private final AuditLine line;
  private final LineWriter lines;
  private final Consumer<AuditRecord> afterwards;
  private final AuditMetrics metrics = new AuditMetrics();
  private final HttpListener listener;

  /**
   * Takes the port and begins to judge.
   *
   * @param port 0 for any free one
   * @param out takes a line for every message; without a buffer of its own, it fails where it must
   * @param afterwards is told of what was judged and written, and does not take long
   * @param project the traces of requests are in
   */
  public AuditService(
      int port,
      PushTokens tokens,
      DeliveryHandler auditor,
      AuditLine line,
      OutputStream out,
      Consumer<AuditRecord> afterwards,
      ReferenceStateRefresher reference,
      Optional<String> project,
      InstantSource clock)
      throws IOException {
    this.auditor = auditor;
    this.line = line;
    this.lines = new LineWriter(out);
    this.afterwards = afterwards;
    PushEndpoint push =
        new PushEndpoint(
            tokens,
            Admission.ofThisProcess(),
            new TraceHeader(project),
            new MessageDeduplication(REMEMBERED, this::judge),
            clock);
    Routes.Route health = Routes.Route.reading(any -> health(reference.status(), lines));
    Routes routes =
        new Routes(
            ImmutableMap.of(
                "/",
                Routes.Route.posting(metrics.counting(push)),
                "/healthz",
                health,
                // Google's front ends keep paths that end in z to themselves:
                // https://cloud.google.com/run/docs/known-issues#ah
                "/health",
                health,
                "/metrics",
                Routes.Route.reading(any -> metrics.page(reference.status(), clock.instant()))));
    this.listener = new HttpListener(port, HttpLimits.DEFAULTS, routes);
  }

  public int port() {
    return listener.port();
  }

  /** Whether events can be judged, and by what, and whether verdicts can be written. */
  static HttpAnswer health(ReferenceStateRefresher.Status truth, LineWriter lines) {
    Optional<String> mute = lines.problem();
    String judging =
        truth
            .reference()
            .map(
                known ->
                    "judging by "
                        + known.commit().map(id -> "commit " + id).orElse("the manifests"))
            .orElse("no manifests yet");
    String problems =
        Stream.of(truth.problem(), mute)
            .flatMap(Optional::stream)
            .map(problem -> "\n" + problem)
            .collect(Collectors.joining());
    boolean well = truth.reference().isPresent() && mute.isEmpty();
    return HttpAnswer.says(
        well ? HttpStatus.SC_OK : HttpStatus.SC_SERVICE_UNAVAILABLE, judging + problems);
  }

  private void judge(Delivery delivery) throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    AuditRecord judged = auditor.handle(delivery);
    try {
      lines.write(line.of(judged));
    } catch (IOException e) {
      auditor.unsaid(judged);
      throw e;
    }
    metrics.judged(judged.verdict(), watch.elapsed());
    afterwards.accept(judged);
  }

  /**
   * Takes no more pushes and answers those it has.
   *
   * @return whether all were answered within the time
   */
  public boolean drain(Duration time) throws IOException {
    return listener.drain(time);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
