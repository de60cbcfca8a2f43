package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the probe makes of answers that are neither plainly right nor plainly wrong. */
@Timeout(20)
final class OddBlobAnswersTest {

  private static final String LAYER = "a layer of thirty-two bytes, all";
  private static final String ROTTEN = "a layer of thirty-two bytes, ill";
  private static final Descriptor BLOB =
      new Descriptor("layer", Digests.of(LAYER.getBytes(UTF_8)), LAYER.length());
  private static final Probed<Descriptor> WHOLE = new Probed.Whole<>(BLOB);
  private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\nContent-Length: 0";

  private final VirtualTime time = new VirtualTime();
  private final RegistryClient client =
      RegistryClient.open(RegistrySettings.defaults(ImmutableMap.of()).withWaiting(time));
  private final ContentProbe probe = client.probe();
  private final Deque<Answer> script = new ArrayDeque<>();
  private final HostileRegistry registry =
      HostileRegistry.start(
          (request, in, out) -> {
            Answer answer = script.removeFirst();
            assertTrue(request.startsWith(answer.method + " "), request);
            HostileRegistry.send(out, answer.head, answer.body);
          });
  private final Repository repository = new Repository(registry.host(), "prod/app");

  private record Answer(String method, String head, String body) {}

  OddBlobAnswersTest() throws IOException {}

  @AfterEach
  void everyAnswerWasAskedFor() throws IOException {
    client.close();
    registry.close();
    assertEquals(ImmutableList.of(), ImmutableList.copyOf(script));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 501})
  void hostThatRefusesHeadIsAskedByGetAlone(int status) {
    head("HTTP/1.1 " + status + " No");
    get(ok(LAYER), LAYER);
    get(ok(LAYER), LAYER);
    get(NOT_FOUND, "");
    assertEquals(WHOLE, present());
    assertEquals(WHOLE, present());
    assertEquals(new Probed.Missing<>("GET 404"), present());
  }

  @Test
  void hostThatRefusesHeadForWhatItLacksIsRememberedToo() {
    head("HTTP/1.1 405 No");
    get(NOT_FOUND, "");
    get(ok(LAYER), LAYER);
    assertEquals(new Probed.Missing<>("GET 404"), present());
    assertEquals(WHOLE, present());
  }

  @Test
  void hostWhoseHeadFindsNothingIsAskedByGetAlone() {
    head(NOT_FOUND);
    get(ok(LAYER), LAYER);
    get(ok(LAYER), LAYER);
    assertEquals(WHOLE, present());
    assertEquals(WHOLE, present());
  }

  @Test
  void absenceIsBelievedOfHeadOnceItFoundSomething() {
    head(NOT_FOUND);
    get("HTTP/1.1 404 No\nContent-Type: application/json", "{\"errors\":[{\"code\":\"GONE\"}]}");
    head(ok(LAYER));
    head(NOT_FOUND);
    assertEquals(new Probed.Missing<>("GET 404 GONE"), present());
    assertEquals(WHOLE, present());
    assertEquals(new Probed.Missing<>("HEAD 404"), present());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\nContent-Length:", "\nContent-Length: many"})
  void headThatTellsNoSizeTellsThatItIsThere(String length) {
    head("HTTP/1.1 200 OK" + length);
    assertEquals(WHOLE, present());
  }

  @Test
  void sizeThatHeadGetsWrongIsAskedForByGetAlone() {
    head("HTTP/1.1 200 OK\nContent-Length: 0");
    get(ok(LAYER), LAYER);
    get(ok(LAYER), LAYER);
    assertEquals(WHOLE, present());
    assertEquals(WHOLE, present());
  }

  @Test
  void anotherSizeIsDamageOnceTheBytesWereReadTwice() {
    head(ok("short"));
    get(ok("short"), "short");
    get(ok("short"), "short");
    assertEquals(new Probed.Damaged<>("32 bytes", "5 bytes"), present());
  }

  @Test
  void blobUnderAnotherNameIsJudgedByItsBytes() {
    String named = "\nDocker-Content-Digest: " + Digests.of(ROTTEN.getBytes(UTF_8));
    head(ok(LAYER) + named);
    get(ok(LAYER) + named, LAYER);
    get(ok(LAYER) + named, LAYER);
    assertEquals(WHOLE, present());
    assertEquals(WHOLE, present());
  }

  @Test
  void statusThatSaysNothingIsUnreadable() {
    head("HTTP/1.1 204 No Content");
    assertTrue(unreadable(present()).endsWith("status 204 says nothing of a blob"));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503})
  void refusalIsUnreadableAndNeverDamage(int status) {
    String refusal = "HTTP/1.1 " + status + " No\nContent-Length: 0";
    for (int attempt = 0; attempt < attempts(status); attempt++) {
      head(refusal);
    }
    assertTrue(unreadable(present()).contains("HEAD http://" + registry.host()));
    for (int attempt = 0; attempt < attempts(status); attempt++) {
      get(refusal, "");
    }
    assertTrue(unreadable(bytes()).contains(" answered " + status));
    for (int attempt = 0; attempt < attempts(status); attempt++) {
      get(refusal, "");
    }
    Probed<Manifest> manifest = probe.manifest(repository, BLOB.digest());
    assertTrue(unreadable(manifest).contains(" answered " + status));
  }

  private static int attempts(int status) {
    return status < 429 ? 1 : status == 429 ? 10 : 6;
  }

  @Test
  void rotIsReadOnceMoreWithoutWaiting() {
    get(ok(ROTTEN), ROTTEN);
    get(ok(ROTTEN), ROTTEN);
    assertEquals(
        new Probed.Damaged<>(
            BLOB.digest().toString(), Digests.of(ROTTEN.getBytes(UTF_8)).toString()),
        bytes());
    assertEquals(0, time.total().toMillis());
  }

  @Test
  void rotThatIsGoneAtTheSecondLookWasNone() {
    get(ok(ROTTEN), ROTTEN);
    get(ok(LAYER), LAYER);
    assertEquals(WHOLE, bytes());
  }

  @Test
  void moreThanDeclaredIsDamage() {
    get(ok(LAYER + "!"), LAYER + "!");
    get(ok(LAYER + "!"), LAYER + "!");
    assertEquals(new Probed.Damaged<>("32 bytes", "more than 32 bytes"), bytes());
  }

  @Test
  void sizeThatNobodyDeclaredIsTheOneSeen() {
    get(ok(LAYER), LAYER);
    Descriptor unsized = new Descriptor("layer", BLOB.digest(), Descriptor.UNKNOWN_SIZE);
    assertEquals(WHOLE, probe.bytes(repository, unsized));
  }

  @Test
  void bodyThatBreaksOffIsResumed() {
    get(ok(LAYER), LAYER.substring(0, 10));
    get(
        "HTTP/1.1 206 Partial\nContent-Range: bytes 10-31/32\nContent-Length: 22",
        LAYER.substring(10));
    assertEquals(WHOLE, bytes());
    assertTrue(registry.heads().get(1).contains("Range: bytes=10-"));
  }

  @Test
  void bodyThatBreaksOffForGoodIsUnreadable() {
    get(ok(LAYER), LAYER.substring(0, 10));
    get("HTTP/1.1 416 No\nContent-Length: 0", "");
    assertTrue(unreadable(bytes()).contains(" answered 416"));
  }

  @Test
  void bodyThatBreaksOffAgainAndAgainIsUnreadable() {
    for (int from = 0; from < 6; from++) {
      String head = "Content-Range: bytes " + from + "-31/32\nContent-Length: " + (32 - from);
      get((from == 0 ? "HTTP/1.1 200 OK\n" : "HTTP/1.1 206 OK\n") + head, "a");
    }
    String why = unreadable(bytes());
    assertTrue(
        why.startsWith(
            "GET blob " + BLOB.digest() + " of " + repository + " broke off after 6 bytes: "),
        why);
  }

  @Test
  void chunksThatEndEarlyAreDamage() {
    String chunked = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked";
    get(chunked, "5\r\nshort\r\n0\r\n\r\n");
    get(chunked, "5\r\nshort\r\n0\r\n\r\n");
    assertEquals(new Probed.Damaged<>("32 bytes", "5 bytes"), bytes());
  }

  @Test
  void endThatMayBeACutIsUnreadable() {
    get("HTTP/1.1 200 OK", "short");
    assertTrue(unreadable(bytes()).endsWith("maybe because it was cut off"));
  }

  @Test
  void wrongBytesOfRightLengthAreDamageHoweverTheyEnd() {
    get("HTTP/1.1 200 OK", ROTTEN);
    get("HTTP/1.1 200 OK", ROTTEN);
    assertInstanceOf(Probed.Damaged.class, bytes());
  }

  @Test
  void manifestIsAskedForOnceMoreWithoutWaiting() {
    Manifest manifest = TestImage.named("x").manifest();
    String right = new String(manifest.bytes(), UTF_8);
    get(ok("{}"), "{}");
    get(ok(right), right);
    assertEquals(new Probed.Whole<>(manifest), probe.manifest(repository, manifest.digest()));

    get(ok(""), "");
    get(ok(""), "");
    assertEquals(
        new Probed.Damaged<>(manifest.digest().toString(), Digests.of(new byte[0]).toString()),
        probe.manifest(repository, manifest.digest()));
    assertEquals(0, time.total().toMillis());
  }

  @Test
  void manifestUnderAnotherNameIsUnreadable() {
    Manifest manifest = TestImage.named("x").manifest();
    String right = new String(manifest.bytes(), UTF_8);
    String head =
        ok(right)
            + "\nContent-Type: "
            + MediaTypes.OCI_MANIFEST
            + "\nDocker-Content-Digest: "
            + BLOB.digest();
    get(head, right);
    get(head, right);
    String why = unreadable(probe.manifest(repository, manifest.digest()));
    assertTrue(why.endsWith("Docker-Content-Digest names " + BLOB.digest()), why);
  }

  @Test
  void redirectsAreFollowedAndCounted() throws IOException {
    try (LoopbackServer storage = LoopbackServer.start(asked -> LoopbackServer.Answer.ok(LAYER))) {
      get("HTTP/1.1 307 There\nLocation: http://" + storage.host() + "/x?signature=y", "");
      assertEquals(WHOLE, bytes());
      assertEquals(ImmutableList.of("GET /x?signature=y"), storage.lines());
      assertEquals(2, client.requests());
    }
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\nContent-Length: " + body.length();
  }

  private void head(String... heads) {
    Arrays.stream(heads).forEach(head -> script.add(new Answer("HEAD", head, "")));
  }

  private void get(String head, String body) {
    script.add(new Answer("GET", head, body));
  }

  private Probed<Descriptor> present() {
    return probe.present(repository, BLOB);
  }

  private Probed<Descriptor> bytes() {
    return probe.bytes(repository, BLOB);
  }

  private static String unreadable(Probed<?> probed) {
    return assertInstanceOf(Probed.Unreadable.class, probed).reason();
  }
}
