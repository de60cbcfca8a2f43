package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.followed.ManifestFeed;
import dev.reinstate.audit.followed.ReferenceStateRefresher;
import dev.reinstate.audit.followed.SnapshotFeed;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.push.Admission;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.push.PushTokens;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.stream.FailingSink;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The service over HTTP, with a judge that the test is. */
@Timeout(60)
final class AuditServiceTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:10Z");

  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final List<AuditRecord> afterwards = new CopyOnWriteArrayList<>();
  private final Semaphore pushes = new Semaphore(0);
  private final FailingSink out = new FailingSink();
  private volatile DeliveryHandler judge = AuditServiceTest::verified;
  private volatile boolean repositoryAnswers = true;
  private ReferenceStateRefresher reference;
  private AuditService service;
  private Pushes client;

  @BeforeEach
  void start() throws IOException {
    reference = new ReferenceStateRefresher(this::manifests, SnapshotFeed.NONE, false, () -> NOW);
    service =
        new AuditService(
            0,
            authorization -> {
              pushes.release();
              return PushTokens.Check.ADMITTED;
            },
            new DeliveryHandler() {
              @Override
              public AuditRecord handle(Delivery delivery) throws IOException {
                deliveries.add(delivery);
                return judge.handle(delivery);
              }

              @Override
              public void unsaid(AuditRecord judged) {
                judge.unsaid(judged);
              }
            },
            new AuditLine("test"),
            out,
            afterwards::add,
            reference,
            Optional.of("prod"),
            () -> NOW);
    client = new Pushes(service.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    service.close();
    reference.close();
  }

  @Test
  void aMessageIsJudgedAndItsLineWrittenBeforeTheAnswer() {
    HttpResponse<String> answer =
        client.post(
            Pushes.envelope("1", "event"),
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertEquals(204, answer.statusCode());
    Delivery delivery = deliveries.getFirst();
    assertEquals("1", delivery.messageId());
    assertEquals("event", new String(delivery.data(), UTF_8));
    assertEquals(Instant.parse("2026-11-23T02:00:00.123Z"), delivery.published());
    assertEquals(
        Optional.of("projects/prod/traces/0af7651916cd43dd8448eb211c80319c"), delivery.trace());
    assertEquals(1, lines().size());
    assertTrue(lines().getFirst().contains("event"), lines()::toString);
    assertEquals(1, afterwards.size());
  }

  @Test
  void aMessageThatComesAgainIsNotJudgedAgain() {
    for (int i = 0; i < 3; i++) {
      assertEquals(204, client.push("1", "event"));
    }
    assertEquals(204, client.push("2", "event"));
    assertEquals(2, deliveries.size());
    assertEquals(2, lines().size());
  }

  @Test
  void aMessageThatComesTwiceAtOnceIsJudgedOnceAndBothHearOfIt() throws Exception {
    CountDownLatch judging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    judge =
        delivery -> {
          judging.countDown();
          await(release);
          return verified(delivery);
        };
    CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> client.push("1", "e"));
    assertTrue(judging.await(20, TimeUnit.SECONDS));
    CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> client.push("1", "e"));
    pushes.acquire(2);
    assertTrue(!second.isDone(), "it has no answer to give yet");
    release.countDown();
    assertEquals(204, first.get());
    assertEquals(204, second.get());
    assertEquals(1, deliveries.size());
  }

  @Test
  void whatCannotBeJudgedNowIsAskedForAgain() {
    judge =
        delivery -> {
          throw new IOException("the registry does not answer");
        };
    assertEquals(503, client.push("1", "event"));
    assertEquals(ImmutableList.of(), lines());
    judge = AuditServiceTest::verified;
    assertEquals(204, client.push("1", "event"));
    assertEquals(1, lines().size());
  }

  @Test
  void aFaultOfOursIsOneAndEndsNothing() {
    judge =
        delivery -> {
          throw new IllegalStateException("a fault");
        };
    assertEquals(500, client.push("1", "event"));
    judge = AuditServiceTest::verified;
    assertEquals(204, client.push("1", "event"));
  }

  @Test
  void whatIsNoEnvelopeIsJudgedAsWhatItIs() {
    ImmutableMap<String, String> why =
        ImmutableMap.<String, String>builder()
            .put("", "no message envelope: the body is empty")
            .put("hello", "no message envelope: the body is not JSON: Unrecognized token 'hello'")
            .put("{}", "no message envelope")
            .put("[1]", "no message envelope")
            .put("{\"message\": 1}", "no message envelope")
            .put("{\"message\": {\"data\": \"\"}}", "its message has no messageId")
            .put(
                "{\"message\": {\"data\": \"!!!\", \"messageId\": \"1\"}}",
                "its message has data that is not Base64")
            .put(
                "{\"message\": {\"data\": [1], \"messageId\": \"1\"}}",
                "its message has data that is not a string")
            .put(
                "{\"message\": {\"data\": \"\", \"messageId\": \"" + "9".repeat(1000) + "\"}}",
                "its messageId has 1000 characters, more than 128")
            .put(
                Pushes.envelope("1", "event") + "more",
                "no message envelope: the body is not JSON: Unrecognized token 'more'")
            .put(
                "{\"action\": \"INSERT\", \"tag\": \"us.example/prod/app:v1\"}",
                "no message envelope")
            .buildOrThrow();
    ImmutableList<String> bodies = why.keySet().asList();
    for (String body : bodies) {
      assertEquals(204, client.post(body).statusCode(), body);
    }
    assertEquals(bodies.size(), lines().size());
    for (int i = 0; i < bodies.size(); i++) {
      assertEquals(bodies.get(i), new String(deliveries.get(i).data(), UTF_8));
      String said = deliveries.get(i).malformed().orElseThrow();
      assertTrue(said.startsWith("not a Pub/Sub push: " + why.get(bodies.get(i))), () -> said);
    }
  }

  @Test
  void whatIsLargerThanAnyMessageIsRefusedUnread() throws IOException {
    try (RawConnection raw = new RawConnection(service.port())) {
      raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
      assertEquals("HTTP/1.1 413 Request Too Long and close", raw.status());
    }
    try (RawConnection raw = new RawConnection(service.port())) {
      raw.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
      for (int sent = 0; sent <= Admission.LARGEST_BODY; sent += 1 << 20) {
        raw.send(chunk);
      }
      assertEquals("HTTP/1.1 413 Request Too Long and close", raw.status());
    }
    assertEquals(0, deliveries.size());
  }

  @Test
  void pathsAndMethodsAreWhatTheyAre() {
    assertEquals(404, client.get("/favicon.ico").statusCode());
    HttpResponse<String> wrong = client.get("/");
    assertEquals(405, wrong.statusCode());
    assertEquals(Optional.of("POST"), wrong.headers().firstValue("Allow"));
    assertEquals(405, client.send("DELETE", "/metrics").statusCode());
    assertEquals(200, client.send("HEAD", "/metrics").statusCode());
    assertEquals(204, client.push("1", "event"));
  }

  @Test
  void itIsHealthyWhenThereIsATruthAndElseSaysWhyNot() throws IOException {
    repositoryAnswers = false;
    reference.begin();
    HttpResponse<String> ill = client.get("/healthz");
    assertEquals(503, ill.statusCode());
    assertEquals("no manifests yet\nthe repository does not answer\n", ill.body());

    try (ReferenceStateRefresher later =
        new ReferenceStateRefresher(this::manifests, SnapshotFeed.NONE, false, () -> NOW)) {
      repositoryAnswers = true;
      later.begin();
      HttpAnswer health = AuditService.health(later.status(), new LineWriter(out));
      assertEquals(200, health.status());
      assertEquals("judging by commit c0ffee\n", health.text());
    }
  }

  @Test
  void aVerdictThatCannotBeWrittenIsNotAcknowledgedAndHealthSaysSo() throws IOException {
    reference.begin();
    out.fillUpAfter(10);
    assertEquals(503, client.push("1", "event"));
    assertEquals(503, client.push("1", "event"));
    assertEquals(ImmutableList.of(), afterwards, "nobody acts on what is not written");
    HttpResponse<String> ill = client.get("/healthz");
    assertEquals(503, ill.statusCode());
    assertEquals(
        "judging by commit c0ffee\ncannot write to standard output: No space left on device\n",
        ill.body());

    out.makeRoom();
    assertEquals(200, client.get("/healthz").statusCode(), "also when no push comes");
    assertEquals(204, client.push("1", "event"));
    assertEquals(204, client.push("1", "event"));
    assertEquals(1, lines().stream().filter(line -> line.endsWith("}")).count());
  }

  @Test
  void anAlarmThatCouldNotBeWrittenIsOneWhenItsMessageComesAgain() {
    judge = new AuditScene().auditor();
    out.fillUp();
    assertEquals(503, client.push("1", "no event"));
    out.makeRoom();
    assertEquals(204, client.push("1", "no event"));
    assertTrue(lines().getLast().contains("\"severity\":\"ERROR\""), lines()::toString);
    assertEquals(204, client.push("2", "no event"));
    assertTrue(lines().getLast().contains("\"severity\":\"WARNING\""), lines()::toString);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  /** As Pub/Sub does, every message comes again until it is acknowledged. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyMessageHasItsWholeLineThoughTheSinkFailsNowAndThen(long seed) {
    out.failAtRandom(new Random(seed), 0.3);
    List<String> messages = IntStream.range(0, 40).mapToObj(Integer::toString).toList();
    new FanOut(8)
        .map(
            messages,
            id -> {
              while (client.push(id, "event") != 204) {
                // It comes again.
              }
              return id;
            });
    ImmutableList<String> whole =
        lines().stream()
            .filter(line -> line.startsWith("{") && line.endsWith("}"))
            .collect(ImmutableList.toImmutableList());
    for (String id : messages) {
      String insertId = "\"logging.googleapis.com/insertId\":\"" + id + "\"";
      assertTrue(
          whole.stream().anyMatch(line -> line.contains(insertId)), () -> "no line of " + id);
    }
    assertEquals(
        messages.size(), afterwards.stream().map(each -> each.delivery().messageId()).count());
  }

  @Test
  void metricsCountWhatHappened() throws IOException {
    reference.begin();
    judge =
        delivery ->
            judged(
                delivery,
                new Verdict.Rejected(
                    Verdict.Reason.TAG_MOVED, "it moved", Optional.empty(), Optional.empty()));
    client.push("1", "event");
    judge = AuditServiceTest::verified;
    IntStream.range(2, 5).forEach(id -> client.push(String.valueOf(id), "event"));
    judge =
        delivery -> {
          throw new IOException("not now");
        };
    client.push("9", "event");
    HttpResponse<String> page = client.get("/metrics");
    assertEquals(
        Optional.of("text/plain; version=0.0.4; charset=utf-8"),
        page.headers().firstValue("Content-Type"));
    List<String> lines = page.body().lines().toList();
    for (String line :
        ImmutableList.of(
            "reinstate_audit_events_total{verdict=\"rejected\",reason=\"tag-moved\"} 1",
            "reinstate_audit_events_total{verdict=\"verified\",reason=\"\"} 3",
            "reinstate_audit_deliveries_total{status=\"204\"} 4",
            "reinstate_audit_deliveries_total{status=\"503\"} 1",
            "reinstate_audit_judging_seconds_bucket{le=\"+Inf\"} 4",
            "reinstate_audit_judging_seconds_count 4",
            "reinstate_audit_in_flight 0",
            "reinstate_audit_truth_info{commit=\"c0ffee\"} 1",
            "reinstate_audit_truth_age_seconds 0.0",
            "reinstate_audit_truth_failures_total 0")) {
      assertTrue(lines.contains(line), () -> line + " is not in\n" + page.body());
    }
  }

  private ManifestFeed.Version manifests() throws IOException {
    if (!repositoryAnswers) {
      throw new IOException("the repository does not answer");
    }
    return new ManifestFeed.Version(DesiredState.EMPTY, ImmutableList.of(), Optional.of("c0ffee"));
  }

  private static AuditRecord verified(Delivery delivery) {
    return judged(delivery, new Verdict.Verified("agrees with manifest"));
  }

  private static AuditRecord judged(Delivery delivery, Verdict verdict) {
    return new AuditRecord(
        delivery,
        Optional.empty(),
        new String(delivery.data(), UTF_8).replaceAll("[^a-z ]", ""),
        verdict,
        ImmutableMap.of(),
        Optional.empty(),
        0);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ImmutableList<String> lines() {
    return out.text().lines().collect(ImmutableList.toImmutableList());
  }
}
