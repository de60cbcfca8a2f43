package dev.reinstate.sandbox.fault;

import static dev.reinstate.sandbox.RawClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.RawClient;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultsTest {

  private static final byte[] BLOB =
      "a blob that is long enough to be cut".getBytes(StandardCharsets.UTF_8);
  private static final DescriptorDigest DIGEST = Digests.of(BLOB);
  private static final String PATH = "/v2/a/blobs/" + DIGEST;
  private static final byte[] NOTHING = {};

  private EmbeddedRegistry registry;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    registry.contents().putBlob("a", DIGEST, BLOB);
    client = new RawClient(registry);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    registry.close();
  }

  @Test
  void refusalAnswersAsAskedWithoutEffectAndOnlyOnce() throws Exception {
    Fault busy = new Fault.Refusal(429, "TOOMANYREQUESTS", ImmutableMap.of("Retry-After", "7"));
    registry.faults().times(1, target -> target.method().equals("DELETE"), busy);
    HttpResponse<byte[]> refused = client.send("DELETE", PATH, NOTHING);
    assertEquals(429, refused.statusCode());
    assertEquals("7", header(refused, "Retry-After"));
    assertEquals("TOOMANYREQUESTS", RawClient.error(refused));
    assertArrayEquals(BLOB, client.get(PATH).body());
    assertEquals(202, client.send("DELETE", PATH, NOTHING).statusCode());
    assertEquals(1, registry.counts().withStatus(429));
  }

  @Test
  void lostRequestHasNoEffectAndLostReplyHas() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.LostRequest());
    assertThrows(IOException.class, () -> client.send("DELETE", PATH, NOTHING));
    assertEquals(Optional.of(BLOB), registry.contents().blob("a", DIGEST));
    registry.faults().clear();
    registry.faults().always(FaultsTest::any, new Fault.LostReply());
    assertThrows(IOException.class, () -> client.send("DELETE", PATH, NOTHING));
    assertEquals(Optional.empty(), registry.contents().blob("a", DIGEST));
    assertEquals(registry.counts().total(), registry.counts().withStatus(0));
  }

  @Test
  void lostConnectionIsReset() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.LostRequest());
    try (Socket socket = RawClient.connect(registry)) {
      request(socket, "GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n");
      InputStream in = socket.getInputStream();
      SocketException reset = assertThrows(SocketException.class, in::read);
      assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
    }
  }

  @Test
  void truncatedBodyEndsEarly() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.TruncatedBody());
    assertThrows(IOException.class, () -> client.get(PATH));
  }

  @Test
  void wrongBytesHaveTheRightLength() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.WrongBytes());
    byte[] wrong = client.get(PATH).body();
    assertEquals(BLOB.length, wrong.length);
    assertNotEquals(DIGEST, Digests.of(wrong));
    registry.faults().clear();
    assertArrayEquals(BLOB, client.get(PATH).body());
  }

  @Test
  void wrongDigestHeaderNamesSomethingElse() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.WrongDigestHeader());
    HttpResponse<byte[]> response = client.get(PATH);
    assertArrayEquals(BLOB, response.body());
    assertNotEquals(DIGEST.toString(), header(response, "Docker-Content-Digest"));
  }

  @Test
  void wrongContentLengthIsShorterOrLongerThanTheBody() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.WrongContentLength(-5));
    assertEquals(BLOB.length - 5, client.get(PATH).body().length);
    registry.faults().clear();
    registry.faults().always(FaultsTest::any, new Fault.WrongContentLength(5));
    assertThrows(IOException.class, () -> client.get(PATH));
  }

  @Test
  void stalledBodySendsItsFirstHalfAndEndsWithTheRegistry() throws Exception {
    registry.faults().always(FaultsTest::any, new Fault.StalledBody(Duration.ofHours(1)));
    try (Socket socket = RawClient.connect(registry)) {
      request(socket, "GET " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n");
      InputStream in = socket.getInputStream();
      String half = new String(BLOB, 0, BLOB.length / 2, StandardCharsets.UTF_8);
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf(half) < 0) {
        seen.append((char) in.read());
      }
      registry.close();
      assertTrue(endsWithoutMore(in));
    }
  }

  @Test
  void redirectedBlobIsServedByTheOtherHostWithoutCredentials() throws Exception {
    try (EmbeddedRegistry bucket =
            EmbeddedRegistry.start(
                EmbeddedRegistryOptions.defaults()
                    .withChallenge(new Challenge.Basic(new Challenge.Account("u", "p"))));
        RawClient other = new RawClient(bucket)) {
      bucket.contents().putBlob("a", DIGEST, BLOB);
      registry.faults().always(FaultsTest::any, new Fault.BlobRedirect("http://" + bucket.host()));
      HttpResponse<byte[]> redirect = client.get(PATH);
      assertEquals(307, redirect.statusCode());
      assertArrayEquals(BLOB, other.get(header(redirect, "Location")).body());
      assertEquals(1, bucket.counts().of(Endpoint.DOWNLOAD));
      assertEquals(0, bucket.counts().authorized(Endpoint.DOWNLOAD));
      assertEquals(200, client.send("HEAD", PATH, NOTHING).statusCode());

      registry.faults().clear();
      registry.faults().always(FaultsTest::any, new Fault.BlobRedirect(""));
      String location = header(client.get(PATH), "Location");
      assertArrayEquals(BLOB, client.get(location).body());
    }
  }

  @Test
  void faultsAtARateFollowTheSeedAndNotTheOrder() {
    ImmutableSet<Integer> forwards = failing(7, IntStream.range(0, 1000));
    ImmutableSet<Integer> backwards = failing(7, IntStream.range(0, 1000).map(i -> 999 - i));
    assertEquals(forwards, backwards);
    assertNotEquals(forwards, failing(8, IntStream.range(0, 1000)));
    assertTrue(Math.abs(forwards.size() - 100) < 40, forwards::toString);
  }

  @Test
  void latencyHoldsARequestBack() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    registry
        .latency()
        .set(
            target -> {
              asked.countDown();
              return Duration.ofMillis(50);
            });
    long start = System.nanoTime();
    client.get(PATH);
    assertTrue(System.nanoTime() - start >= 50_000_000);
    assertEquals(0, asked.getCount());
  }

  private static ImmutableSet<Integer> failing(long seed, IntStream requests) {
    Faults faults = new Faults();
    faults.atRate(0.1, seed, FaultsTest::any, new Fault.LostRequest());
    return requests
        .filter(i -> faults.of(new Target("GET", Endpoint.TAGS, "r" + i, "")).isPresent())
        .boxed()
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean any(Target target) {
    return true;
  }

  private static void request(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static boolean endsWithoutMore(InputStream in) throws IOException {
    try {
      return in.read() == -1;
    } catch (SocketException e) {
      return true;
    }
  }
}
