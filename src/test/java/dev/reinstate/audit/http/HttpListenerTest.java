package dev.reinstate.audit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.audit.RawConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of all kinds, spoken for byte by byte. */
@Timeout(60)
final class HttpListenerTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpListener listener;

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    listener.close();
  }

  @Test
  void manyRequestsOnOneConnectionAreAnsweredInTurn() throws IOException {
    try (RawConnection client = connect(new HttpLimits(1, LONG, LONG))) {
      for (int i = 0; i < 100; i++) {
        client.send(post("body " + i));
        assertEquals("HTTP/1.1 204 No Content", client.status());
      }
      client.send(post("a").repeat(3));
      for (int i = 0; i < 3; i++) {
        assertEquals("HTTP/1.1 204 No Content", client.status());
      }
    }
    assertEquals(103, bodies.size());
  }

  @Test
  void aBodyThatTricklesIsCutOffHoweverOftenAByteComes() throws Exception {
    try (RawConnection client = connect(new HttpLimits(1, LONG, SHORT))) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> status(client));
      for (int i = 0; i < 100 && !answer.isDone(); i++) {
        sendUnlessAnswered(client, answer);
      }
      assertTrue(answer.get().startsWith("HTTP/1.1 408"), answer.get());
      client.awaitEnd();
    }
    assertEquals(List.of(), bodies);
  }

  @Test
  void aHeadThatTricklesIsCutOff() throws IOException {
    try (RawConnection client = connect(new HttpLimits(1, LONG, SHORT))) {
      client.send("POST / HT");
      client.awaitEnd();
    }
  }

  @Test
  void anIdleConnectionEndsAndMakesRoomForAnother() throws IOException {
    try (RawConnection idle = connect(new HttpLimits(1, SHORT, LONG));
        RawConnection next = new RawConnection(listener.port())) {
      next.send(post("waited"));
      assertEquals("HTTP/1.1 204 No Content", next.status());
      idle.awaitEnd();
    }
  }

  @Test
  void aBodyNobodyReadsIsNotReadAndTheAnswerArrivesAllTheSame() throws IOException {
    try (RawConnection client = connect(HttpLimits.DEFAULTS)) {
      client.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
      client.send("x".repeat(1 << 20));
      assertEquals("HTTP/1.1 413 Request Too Long and close", client.status());
    }
  }

  @Test
  void aClientThatWaitsForAWordHearsItOnlyWhenItsBodyIsWanted() throws IOException {
    String head = " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
    try (RawConnection client = connect(HttpLimits.DEFAULTS)) {
      client.send("POST /" + head);
      assertEquals("HTTP/1.1 100 Continue", client.status());
      client.send("body");
      assertEquals("HTTP/1.1 204 No Content", client.status());
      client.send("POST /unread" + head);
      assertEquals("HTTP/1.1 413 Request Too Long and close", client.status());
    }
    assertEquals(List.of("body"), bodies);
  }

  @Test
  void whatIsNoHttpIsRefusedAndHurtsNobodyElse() throws IOException {
    for (String nonsense :
        List.of("\r\n\r\n\0\1\2\r\n\r\n", "GET\r\n\r\n", "POST / HTTP/9.9\r\nHost: x\r\n\r\n")) {
      try (RawConnection client = connect(HttpLimits.DEFAULTS)) {
        client.send(nonsense);
        String status = client.status();
        assertTrue(status == null || status.matches("HTTP/1.1 (400|505) .*"), status);
      }
      listener.close();
    }
    try (RawConnection client = connect(HttpLimits.DEFAULTS)) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");
      assertTrue(client.status().startsWith("HTTP/1.1 431"));
    }
  }

  @Test
  void drainingAnswersWhatIsInWorkAndTakesNothingElse() throws Exception {
    try (RawConnection busy = connect(HttpLimits.DEFAULTS);
        RawConnection idle = new RawConnection(listener.port())) {
      idle.send(post("before"));
      assertEquals("HTTP/1.1 204 No Content", idle.status());
      busy.send("POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nlast");
      assertTrue(arrived.await(20, TimeUnit.SECONDS));
      CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(LONG));
      idle.awaitEnd();
      assertFalse(drained.isDone());
      assertThrows(ConnectException.class, () -> new RawConnection(listener.port()).close());
      release.countDown();
      assertEquals("HTTP/1.1 204 No Content and close", busy.status());
      assertTrue(drained.get());
      busy.awaitEnd();
    }
    assertEquals(List.of("before", "last"), bodies);
  }

  @Test
  void drainingDoesNotWaitForEver() throws Exception {
    try (RawConnection busy = connect(HttpLimits.DEFAULTS)) {
      busy.send("POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nlast");
      assertTrue(arrived.await(20, TimeUnit.SECONDS));
      assertFalse(drain(SHORT));
      listener.close();
      busy.awaitEnd();
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    connect(HttpLimits.DEFAULTS).close();
    int taken = listener.port();
    IOException e =
        assertThrows(
            IOException.class, () -> new HttpListener(taken, HttpLimits.DEFAULTS, this::answer));
    assertTrue(e.getMessage().contains("cannot listen on port " + taken), e.getMessage());
  }

  private RawConnection connect(HttpLimits limits) throws IOException {
    listener = new HttpListener(0, limits, this::answer);
    return new RawConnection(listener.port());
  }

  private HttpAnswer answer(HttpCall call) throws IOException {
    if (call.path().equals("/unread")) {
      return HttpAnswer.says(413, "no");
    }
    String body = new String(call.body().readAllBytes(), UTF_8);
    bodies.add(body);
    if (call.path().equals("/wait")) {
      arrived.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    return HttpAnswer.empty(204);
  }

  private boolean drain(Duration time) {
    try {
      return listener.drain(time);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String status(RawConnection client) {
    try {
      return String.valueOf(client.status());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A byte, unless the answer comes before a while is over. */
  private static void sendUnlessAnswered(RawConnection client, CompletableFuture<String> answer)
      throws InterruptedException, ExecutionException {
    try {
      answer.get(50, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sendIfOpen(client);
    }
  }

  private static void sendIfOpen(RawConnection client) {
    try {
      client.send("x");
    } catch (IOException e) {
      // It was cut off.
    }
  }

  private static String post(String body) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }
}
