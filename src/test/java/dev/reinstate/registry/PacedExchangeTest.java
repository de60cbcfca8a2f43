package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteSource;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class PacedExchangeTest {

  @Test
  void noMoreThanTheLimitAreUnderWayOnOneHost() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(3);
    Exchange paced =
        new PacedExchange(
            request -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              together.countDown();
              awaitUninterruptibly(together);
              underWay.decrementAndGet();
              return ok(request);
            },
            3,
            OptionalDouble.empty());

    new FanOut(100)
        .map(Collections.nCopies(500, get("us.gcr.io")), request -> send(paced, request).status());
    assertEquals(3, most.get());
  }

  @Test
  void hostsDoNotWaitForEachOther() {
    CountDownLatch both = new CountDownLatch(2);
    Exchange paced =
        new PacedExchange(
            request -> {
              both.countDown();
              awaitUninterruptibly(both);
              return ok(request);
            },
            1,
            OptionalDouble.empty());

    assertEquals(
        ImmutableList.of(200, 200),
        new FanOut(2)
            .map(
                ImmutableList.of(get("us.gcr.io"), get("eu.gcr.io")),
                request -> send(paced, request).status()));
  }

  /** Each upload reads its blob from the other host while both hosts have a single permit. */
  @Test
  void mirrorsThatCopyFromEachOtherDoNotLock() {
    Exchange paced = new PacedExchange(PacedExchangeTest::drained, 1, OptionalDouble.empty());
    ImmutableList<Request> uploads =
        ImmutableList.of(
            put("us.gcr.io", paced, get("eu.gcr.io")), put("eu.gcr.io", paced, get("us.gcr.io")));

    for (int round = 0; round < 200; round++) {
      assertEquals(
          ImmutableList.of(200, 200),
          new FanOut(2).map(uploads, upload -> send(paced, upload).status()));
    }
  }

  @Test
  void rateIsKept() {
    Exchange paced = new PacedExchange(PacedExchangeTest::ok, 10, OptionalDouble.of(100));
    long start = System.nanoTime();
    new FanOut(10).map(Collections.nCopies(21, get("us.gcr.io")), r -> send(paced, r).status());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.toMillis() >= 190, () -> "21 requests at 100 a second took " + took);
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
        Origin.uriOf(host),
        ImmutableMap.of(),
        content);
  }

  private static Response send(Exchange exchange, Request request) {
    try {
      return exchange.send(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
