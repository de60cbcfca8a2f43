package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.Probed;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.authentication.HostCredential;
import dev.reinstate.registry.endpoint.Rewrites;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobMirrorsTest {

  private static final String LAYER = "a layer";
  private static final Descriptor BLOB =
      new Descriptor("layer", Digests.of(LAYER.getBytes(UTF_8)), LAYER.length());

  private final LoopbackServer server = LoopbackServer.start(this::answer);
  private final URI root = URI.create("http://" + server.host() + "/containers/IMAGES_1");
  private final RegistryClient client =
      RegistryClient.open(
          RegistrySettings.defaults(ImmutableMap.of())
              .withRewrites(
                  Rewrites.parse(ImmutableList.of(server.host() + "=127.0.0.1:1/elsewhere")))
              .withWaiting(new VirtualTime())
              .withCredentials(
                  (repository, account) ->
                      new HostCredential.Login("prow", "swordfish", "a test")));
  private final BlobMirrors mirrors = client.mirrors();
  private Answer answer = Answer.ok(LAYER);

  BlobMirrorsTest() throws IOException {}

  private Answer answer(LoopbackServer.Asked asked) {
    return answer;
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void blobsAreBelowTheRoot(String slash) throws IOException {
    URI there = URI.create(root + slash);
    assertEquals(new Probed.Whole<>(BLOB), mirrors.present(there, BLOB));
    try (InputStream bytes = mirrors.open(there, BLOB)) {
      assertArrayEquals(LAYER.getBytes(UTF_8), bytes.readAllBytes());
    }
    String path = "/containers/IMAGES_1/" + BLOB.digest();
    assertEquals(ImmutableList.of("HEAD " + path, "GET " + path), server.lines());
  }

  @Test
  void noCredentialGoesThereWhateverItAsksFor() throws IOException {
    answer = Answer.challenge("Basic realm=\"mirror\"");
    Repository registry = new Repository(server.otherName(), "prod/app");
    assertInstanceOf(Probed.Unreadable.class, client.probe().bytes(registry, BLOB));
    assertTrue(
        server.asked().stream().anyMatch(asked -> asked.authorization().startsWith("Basic ")),
        "the same server as a registry");

    int before = server.asked().size();
    URI there = URI.create("http://" + server.otherName() + "/x");
    String why = assertInstanceOf(Probed.Unreadable.class, mirrors.present(there, BLOB)).reason();
    assertTrue(why.contains(" answered 401; asked without a credential"), why);
    assertThrows(IOException.class, () -> mirrors.open(there, BLOB));
    assertTrue(
        Iterables.skip(server.asked(), before).iterator().hasNext(), "it was asked nevertheless");
    Iterables.skip(server.asked(), before)
        .forEach(asked -> assertEquals("", asked.authorization()));
  }

  @Test
  void whatItLacksIsMissing() {
    answer = Answer.of(404);
    assertEquals(new Probed.Missing<>("GET 404"), mirrors.present(root, BLOB));
    assertThrows(NoSuchFileException.class, () -> mirrors.open(root, BLOB));
  }

  @Test
  void closedBucketTellsNothing() {
    answer = Answer.of(403);
    String why = assertInstanceOf(Probed.Unreadable.class, mirrors.present(root, BLOB)).reason();
    assertTrue(why.endsWith("a bucket whose list is closed says so of what it lacks"), why);
  }

  @Test
  void otherBytesAreRefused() throws IOException {
    answer = Answer.ok("a liver");
    try (InputStream bytes = mirrors.open(root, BLOB)) {
      assertThrows(DamagedBlobException.class, bytes::readAllBytes);
    }
  }

  @Test
  void bodyThatBreaksOffIsResumed() throws IOException {
    try (HostileRegistry torn =
        HostileRegistry.start(
            (request, in, out) ->
                HostileRegistry.send(
                    out, "HTTP/1.1 200 OK\nContent-Length: 7", LAYER.substring(0, 3)))) {
      try (InputStream bytes = mirrors.open(URI.create("http://" + torn.host()), BLOB)) {
        assertThrows(IOException.class, bytes::readAllBytes);
      }
      assertTrue(torn.heads().get(1).contains("Range: bytes=3-"), torn.heads()::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://mirror.example/x", "ftp://127.0.0.1/x", "/x"})
  void placesThatAreNotPrivateAreNotAsked(String place) {
    URI there = URI.create(place);
    assertInstanceOf(Probed.Unreadable.class, mirrors.present(there, BLOB));
    assertThrows(IOException.class, () -> mirrors.open(there, BLOB));
    assertEquals(0, client.requests());
  }
}
