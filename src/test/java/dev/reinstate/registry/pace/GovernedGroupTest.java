package dev.reinstate.registry.pace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.io.ByteSource;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Precondition;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that are asked together. */
@Timeout(30)
final class GovernedGroupTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z"));

  private static final String USER =
      "Quota exceeded for quota metric 'Requests per project per user' and limit 'Requests per"
          + " project per user per minute per user' of service 'artifactregistry.googleapis.com'"
          + " for consumer 'project_number:388270116193'.";

  private static final String REGION =
      "Quota exceeded for quota metric 'Requests per project per region' and limit 'Requests per"
          + " project per region per minute per region' of service"
          + " 'artifactregistry.googleapis.com' for consumer 'project_number:388270116193'.";

  private static final String US = "us-central1-docker.pkg.dev";
  private static final String EUROPE = "europe-west1-docker.pkg.dev";
  private static final String API = "artifactregistry.googleapis.com";

  private final VirtualTime time = new VirtualTime();

  @Test
  void hostsOfOneProjectShareWhatItsUserMayAsk() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(64));
    Request api =
        request(API, "v1/projects/prod/locations/us/repositories/images", "GET", Intent.READ);
    askAll(governed, 161, get(US), get(EUROPE), api);
    assertBetween(1900, 2100);
  }

  /** They are served by Artifact Registry. */
  @Test
  void hostsOfContainerRegistryShareItToo() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(64));
    askAll(governed, 161, get(US), get("us.gcr.io"), get("eu.gcr.io"), get("asia.gcr.io"));
    assertBetween(1900, 2100);
  }

  @Test
  void projectsDoNotShare() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(64));
    askAll(
        governed,
        160,
        get(US),
        request(EUROPE, "example.com/prod/images/pause", "GET", Intent.READ));
    assertBetween(900, 1100);
  }

  @Test
  void rateOfEachHostDoesNotLiftWhatTheyShare() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(64).withRate(800));
    askAll(governed, 161, get(US), get(EUROPE));
    assertBetween(1900, 2100);
  }

  @Test
  void rateOfEachHostMayBeLowerThanWhatTheyShare() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(64).withRate(20));
    askAll(governed, 41, get(US));
    assertBetween(1900, 2100);
  }

  @Test
  void totalRateIsKeptOverAllHosts() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(64).withTotal(100));
    askAll(governed, 201, get("127.0.0.1:5001"), get("127.0.0.1:5002"), get("quay.io"));
    assertBetween(1900, 2100);
  }

  @Test
  void partOfTheTotalRateMayChangeMeanwhile() {
    AtomicBoolean alone = new AtomicBoolean();
    Exchange governed =
        governed(
            GovernedGroupTest::ok,
            Limits.atOnce(64).withTotal(100).withPart(() -> alone.get() ? 1 : 0.25));
    askAll(governed, 50, get("127.0.0.1:5001"), get("127.0.0.1:5002"));
    assertBetween(1900, 2100);
    alone.set(true);
    askAll(governed, 200, get("127.0.0.1:5001"), get("127.0.0.1:5002"));
    assertBetween(3800, 4200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void quotaOfTheUserPausesAllAndItsTextIsStillThere(boolean compressed) throws IOException {
    Exchange governed = governed(refusingOnce(US, USER, compressed), Limits.atOnce(64));
    try (Response refused = governed.send(get(US))) {
      assertEquals(429, refused.status());
      assertEquals(
          USER, Iterables.getOnlyElement(Refusals.of(get(US), refused, "").errors()).message());
    }
    send(governed, get(EUROPE));
    assertEquals(Duration.ofSeconds(7), time.total());
    send(governed, get("quay.io"));
    assertEquals(Duration.ofSeconds(7), time.total());
  }

  /** As all are to a HEAD: the quota of the user is the smaller one by far. */
  @Test
  void refusalWithoutAWordPausesAll() {
    Exchange governed = governed(refusingOnce(US, new byte[0], false), Limits.atOnce(64));
    Request head = request(US, "prod/pause", "HEAD", Intent.READ);
    assertEquals(429, send(governed, head).status());
    send(governed, get(EUROPE));
    assertEquals(Duration.ofSeconds(7), time.total());
  }

  @Test
  void hostByItselfIsPausedAloneWhateverItSays() {
    Exchange governed = governed(refusingOnce("quay.io", new byte[0], false), Limits.atOnce(64));
    send(governed, get("quay.io"));
    send(governed, get(EUROPE));
    assertEquals(Duration.ZERO, time.total());
    send(governed, get("quay.io"));
    assertEquals(Duration.ofSeconds(7), time.total());
  }

  @Test
  void quotaOfARegionPausesThatAlone() {
    Exchange governed = governed(refusingOnce(US, REGION, false), Limits.atOnce(64));
    send(governed, get(US));
    send(governed, get(EUROPE));
    assertTrue(time.total().toMillis() < 100, () -> time.total().toString());
    send(governed, get(US));
    assertEquals(7, time.total().toSeconds());
  }

  @Test
  void refusalWhoseBodyBreaksOffIsOneStill() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("reset");
          }
        };
    Exchange governed =
        governed(
            request ->
                new Response(request.uri(), 429, ImmutableListMultimap.of(), broken, () -> {}),
            Limits.atOnce(64));
    assertEquals(429, governed.send(get(US)).status());
  }

  /** Its only place is taken for as long as the others ask. */
  @Test
  void hostThatIsSlowHoldsNoTurnOfTheOthers() throws Exception {
    CountDownLatch others = new CountDownLatch(200);
    Exchange governed =
        governed(
            request -> {
              if (request.uri().getHost().equals(US)) {
                await(others);
              } else {
                others.countDown();
              }
              return ok(request);
            },
            Limits.atOnce(1));
    List<Request> requests = new CopyOnWriteArrayList<>(Collections.nCopies(20, get(US)));
    requests.addAll(Collections.nCopies(200, get(EUROPE)));
    new FanOut(220).map(requests, request -> send(governed, request).status());
  }

  /** In real time, as that is what lets others come between. */
  @Test
  void hostWithALongQueueDoesNotStarveTheOthers() {
    List<String> order = new CopyOnWriteArrayList<>();
    Exchange governed =
        new GovernedExchange(
            request -> {
              order.add(request.uri().getHost());
              return ok(request);
            },
            Limits.atOnce(64).withTotal(400),
            RetryTiming.REAL,
            new RetryAfter(CLOCK));
    List<Request> requests = new CopyOnWriteArrayList<>(Collections.nCopies(300, get(US)));
    requests.addAll(Collections.nCopies(20, get(EUROPE)));
    new FanOut(320).map(requests, request -> send(governed, request).status());
    assertEquals(320, order.size());
    assertTrue(order.lastIndexOf(EUROPE) < 150, () -> order.toString());
  }

  @Test
  void mirrorsThatCopyFromEachOtherDoNotLock() {
    Exchange governed = governed(GovernedGroupTest::drained, Limits.atOnce(1).withTotal(1e6));
    ImmutableList<Request> uploads =
        ImmutableList.of(copy(governed, US, EUROPE), copy(governed, EUROPE, US));
    for (int round = 0; round < 200; round++) {
      assertEquals(
          ImmutableList.of(200, 200),
          new FanOut(2).map(uploads, upload -> send(governed, upload).status()));
    }
  }

  /** Every place is taken by a write that is about to look. */
  @Test
  void looksCountAndDoNotWaitForTheWritesTheyBelongTo() {
    Exchange governed = governed(GovernedGroupTest::ok, Limits.atOnce(1).withTotal(100));
    Precondition look =
        (write, looks) -> {
          looks.send(write.asking("HEAD", ImmutableMap.of())).close();
          return Optional.empty();
        };
    askAll(
        governed,
        100,
        request(US, "prod/pause", "PUT", new Intent.Write(look)),
        request(EUROPE, "prod/pause", "PUT", new Intent.Write(look)));
    assertBetween(1900, 2100);
  }

  private void assertBetween(long least, long most) {
    long passed = time.total().toMillis();
    assertTrue(passed >= least && passed <= most, () -> "took " + passed + " ms");
  }

  private Exchange governed(Exchange next, Limits limits) {
    return new GovernedExchange(next, limits, time, new RetryAfter(CLOCK));
  }

  private static Exchange refusingOnce(String host, String text, boolean compressed) {
    byte[] body =
        "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"%s\"}]}"
            .formatted(text)
            .getBytes(UTF_8);
    return refusingOnce(host, body, compressed);
  }

  private static Exchange refusingOnce(String host, byte[] plain, boolean compressed) {
    AtomicBoolean refused = new AtomicBoolean();
    return request -> {
      if (!request.uri().getHost().equals(host) || !refused.compareAndSet(false, true)) {
        return ok(request);
      }
      ImmutableListMultimap<String, String> headers =
          compressed
              ? ImmutableListMultimap.of("retry-after", "7", "content-encoding", "gzip")
              : ImmutableListMultimap.of("retry-after", "7");
      InputStream body = new ByteArrayInputStream(compressed ? zipped(plain) : plain);
      return new Response(request.uri(), 429, headers, body, () -> {});
    };
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  /** So many in all, in turn. */
  private static void askAll(Exchange exchange, int count, Request... requests) {
    List<Request> all =
        ImmutableList.copyOf(
            Iterables.limit(Iterables.cycle(ImmutableList.copyOf(requests)), count));
    new FanOut(50).map(all, request -> send(exchange, request).status());
  }

  private static Request copy(Exchange exchange, String to, String from) {
    Content content =
        new Content(
            "application/octet-stream",
            5,
            new ByteSource() {
              @Override
              public InputStream openStream() throws IOException {
                return exchange.send(get(from)).body();
              }
            });
    return request(to, "prod/pause", "PUT", Intent.WRITE).withContent(content);
  }

  private static Response drained(Request request) throws IOException {
    if (request.content().isPresent()) {
      request.content().get().bytes().openStream().readAllBytes();
    }
    return ok(request);
  }

  private static Response ok(Request request) {
    InputStream body = new ByteArrayInputStream("layer".getBytes(UTF_8));
    return new Response(request.uri(), 200, ImmutableListMultimap.of(), body, () -> {});
  }

  private static Request get(String host) {
    return request(host, "prod/pause", "GET", Intent.READ);
  }

  private static Request request(String host, String path, String method, Intent intent) {
    return new Request(
        new Repository(host, path),
        Optional.empty(),
        ImmutableList.of(),
        method,
        Origin.uriOf(host, PlainHosts.LOOPBACK),
        ImmutableMap.of(),
        intent.equals(Intent.READ) ? Optional.empty() : Optional.of(Content.EMPTY),
        intent);
  }

  private static Response send(Exchange exchange, Request request) {
    try {
      return exchange.send(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
