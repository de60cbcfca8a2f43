package dev.reinstate.registry.pace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteSource;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Precondition;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
final class GovernedExchangeTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z"));

  private final VirtualTime time = new VirtualTime();

  @Test
  void noMoreThanTheLimitAreUnderWayOnOneHost() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(3);
    Exchange governed =
        governed(
            request -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              together.countDown();
              await(together);
              underWay.decrementAndGet();
              return ok(request);
            },
            3,
            OptionalDouble.empty());

    new FanOut(100)
        .map(Collections.nCopies(500, get("us.io")), request -> send(governed, request).status());
    assertEquals(3, most.get());
  }

  @Test
  void hostsDoNotWaitForEachOther() {
    CountDownLatch both = new CountDownLatch(2);
    Exchange governed =
        governed(
            request -> {
              both.countDown();
              await(both);
              return ok(request);
            },
            1,
            OptionalDouble.empty());

    assertEquals(
        ImmutableList.of(200, 200),
        new FanOut(2)
            .map(
                ImmutableList.of(get("us.gcr.io"), get("eu.gcr.io")),
                request -> send(governed, request).status()));
  }

  /** Each upload reads its blob from the other host while both hosts let one request through. */
  @Test
  void mirrorsThatCopyFromEachOtherDoNotLock() {
    Exchange governed = governed(GovernedExchangeTest::drained, 1, OptionalDouble.empty());
    ImmutableList<Request> uploads =
        ImmutableList.of(
            put("us.io", governed, get("eu.io")), put("eu.io", governed, get("us.io")));

    for (int round = 0; round < 200; round++) {
      assertEquals(
          ImmutableList.of(200, 200),
          new FanOut(2).map(uploads, upload -> send(governed, upload).status()));
    }
  }

  @Test
  void rateIsKeptOverAllCallers() {
    Exchange governed = governed(GovernedExchangeTest::ok, 10, OptionalDouble.of(100));
    new FanOut(10).map(Collections.nCopies(201, get("us.io")), r -> send(governed, r).status());
    assertTrue(time.total().toMillis() >= 1900, () -> "201 requests took " + time.total());
  }

  /** A look counts like any other request. */
  @Test
  void rateIsKeptOverLooksToo() {
    Exchange governed = governed(GovernedExchangeTest::ok, 10, OptionalDouble.of(100));
    new FanOut(10).map(Collections.nCopies(101, looking("us.io")), r -> send(governed, r).status());
    assertTrue(time.total().toMillis() >= 1900, () -> "202 requests took " + time.total());
  }

  /** Every place is taken by a write that is about to look. */
  @Test
  void looksDoNotWaitForTheWritesTheyBelongTo() {
    Exchange governed = governed(GovernedExchangeTest::ok, 1, OptionalDouble.empty());
    new FanOut(10).map(Collections.nCopies(100, looking("us.io")), r -> send(governed, r).status());
  }

  private static Request looking(String host) {
    Precondition look =
        (write, looks) -> {
          looks.send(write.asking("HEAD", ImmutableMap.of())).close();
          return Optional.empty();
        };
    Request write = request(host, "PUT", Optional.of(Content.EMPTY));
    return new Request(
        write.repository(),
        write.serviceAccount(),
        write.scopes(),
        write.method(),
        write.uri(),
        write.headers(),
        write.content(),
        new Intent.Write(look));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "'Mon, 23 Nov 2026 02:00:09 GMT', 9",
    "'Mon, 23 Nov 2026 01:00:00 GMT', 0",
    "99999999999, 300",
    "-5, 0",
  })
  void throttledHostIsPausedForAllWhoWait(String retryAfter, long seconds) {
    AtomicInteger left = new AtomicInteger(1);
    Exchange governed =
        governed(
            request ->
                left.getAndDecrement() > 0
                    ? answer(request, 429, ImmutableListMultimap.of("retry-after", retryAfter))
                    : ok(request),
            10,
            OptionalDouble.empty());

    assertEquals(429, send(governed, get("us.io")).status());
    new FanOut(10).map(Collections.nCopies(100, get("us.io")), r -> send(governed, r).status());
    assertEquals(Duration.ofSeconds(seconds), time.total());
  }

  @Test
  void placeOfARequestThatFailedIsFreeAgain() {
    Exchange governed =
        governed(
            request -> {
              throw new IOException("reset");
            },
            1,
            OptionalDouble.empty());
    for (int i = 0; i < 3; i++) {
      assertThrows(UncheckedIOException.class, () -> send(governed, get("us.io")));
    }
  }

  @Test
  void whoWaitsCanBeStopped() {
    Exchange governed = governed(GovernedExchangeTest::ok, 1, OptionalDouble.empty());
    Thread.currentThread().interrupt();
    assertThrows(CancelledException.class, () -> send(governed, get("us.io")));
    assertTrue(Thread.interrupted());
  }

  private Exchange governed(Exchange next, int concurrency, OptionalDouble rate) {
    return new GovernedExchange(
        next,
        new Limits(concurrency, rate, OptionalDouble.empty(), () -> 1),
        time,
        new RetryAfter(CLOCK));
  }

  private static Response drained(Request request) throws IOException {
    if (request.content().isPresent()) {
      request.content().get().bytes().openStream().readAllBytes();
    }
    return ok(request);
  }

  private static Response ok(Request request) {
    return answer(request, 200, ImmutableListMultimap.of());
  }

  private static Response answer(
      Request request, int status, ImmutableListMultimap<String, String> headers) {
    InputStream body = new ByteArrayInputStream("layer".getBytes(UTF_8));
    return new Response(request.uri(), status, headers, body, () -> {});
  }

  private static Request get(String host) {
    return request(host, "GET", Optional.empty());
  }

  private static Request put(String host, Exchange exchange, Request source) {
    ByteSource remote =
        new ByteSource() {
          @Override
          public InputStream openStream() throws IOException {
            return exchange.send(source).body();
          }
        };
    return request(host, "PUT", Optional.of(new Content("application/octet-stream", 5, remote)));
  }

  private static Request request(String host, String method, Optional<Content> content) {
    return new Request(
        new Repository(host, "prod/pause"),
        Optional.empty(),
        ImmutableList.of(),
        method,
        Origin.uriOf(host, PlainHosts.LOOPBACK),
        ImmutableMap.of(),
        content,
        method.equals("GET") ? Intent.READ : Intent.WRITE);
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
