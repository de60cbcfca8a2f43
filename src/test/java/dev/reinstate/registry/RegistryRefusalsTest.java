package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteSource;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.failure.RegistryException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of refusals and of answers that cannot be right. */
final class RegistryRefusalsTest {

  private static final Expectation EVERY_TAG =
      Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());
  private static final Manifest MANIFEST = TestImage.named("amd64").manifest();

  @Test
  void unreadableSaysWhoRefusedWhatAndWhatToGrant() throws IOException {
    Answer denied =
        new Answer(
            403,
            ImmutableMap.of(),
            "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\\u001b[31m access\"}]}");
    try (LoopbackServer registry = LoopbackServer.start(asked -> denied)) {
      assertEquals(
          "GET http://%s/v2/prod/pause/tags/list for %s/prod/pause answered 403 DENIED (no [31m access);"
                  .formatted(registry.host(), registry.host())
              + " asked as anonymous; grant it read access",
          unreadable(registry));
    }
  }

  @ParameterizedTest
  @CsvSource({"404, ''", "404, DENIED", "500, NAME_UNKNOWN", "429, TOOMANYREQUESTS", "204, ''"})
  void onlyAnUnknownNameIsAnEmptyRepository(int status, String code) throws IOException {
    Answer answer =
        code.isEmpty()
            ? Answer.of(status)
            : new Answer(
                status, ImmutableMap.of(), "{\"errors\":[{\"code\":\"%s\"}]}".formatted(code));
    try (LoopbackServer registry = LoopbackServer.start(asked -> answer)) {
      assertTrue(unreadable(registry).contains(registry.host()));
    }
  }

  /** Otherwise a broken token service would make every image look deleted. */
  @ParameterizedTest
  @ValueSource(strings = {"NAME_UNKNOWN", "MANIFEST_UNKNOWN"})
  void refusalByTheTokenServiceIsNeverAnEmptyRepository(String code) throws IOException {
    Answer answer =
        new Answer(404, ImmutableMap.of(), "{\"errors\":[{\"code\":\"%s\"}]}".formatted(code));
    try (LoopbackServer registry =
            LoopbackServer.start(
                asked ->
                    asked.line().startsWith("GET /token")
                        ? answer
                        : Answer.challenge("Bearer realm=\"/token\""));
        RegistryClient client = client()) {
      assertTrue(unreadable(registry).contains("/token"));
      Expectation oneImage = Expectation.ofImages(ImmutableList.of(MANIFEST.digest()));
      assertInstanceOf(
          LiveRepository.Unreadable.class, client.reader().read(repository(registry), oneImage));
    }
  }

  @Test
  void nobodyListeningIsUnreadable() throws IOException {
    LoopbackServer gone = LoopbackServer.start(asked -> Answer.of(200));
    gone.close();
    String reason = unreadable(gone);
    assertTrue(reason.startsWith("GET http://" + gone.host()), reason);
  }

  @Test
  void listingWithoutEndIsUnreadable() throws IOException {
    Answer page =
        new Answer(
            200,
            ImmutableMap.of("Link", "</v2/prod/pause/tags/list?last=a>; rel=\"next\""),
            "{\"tags\":[\"a\"]}");
    try (LoopbackServer registry = LoopbackServer.start(asked -> page)) {
      assertTrue(unreadable(registry).contains("has no end"));
      assertEquals(2, registry.asked().size());
    }
  }

  @Test
  void secretsInLocationsAreNotShown() throws IOException {
    try (LoopbackServer registry =
            LoopbackServer.start(
                asked ->
                    asked.line().startsWith("POST")
                        ? Answer.to(202, "/up?_state=hidden&X-Signature=hidden")
                        : Answer.of(500));
        RegistryClient client = client()) {
      Descriptor blob = new Descriptor("", Digests.of(new byte[1]), 1);
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () ->
                  client
                      .writer(ServiceAccounts.NONE)
                      .uploadBlob(
                          repository(registry),
                          blob,
                          ByteSource.wrap(new byte[1]),
                          Optional.empty()));
      assertFalse(e.getMessage().contains("hidden"), e.getMessage());
      assertTrue(e.getMessage().contains("digest=" + blob.digest()), e.getMessage());
      assertEquals(OptionalInt.of(500), e.status());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"detail\":{\"digest\":\"DIGEST\"}",
        "\"detail\":\"DIGEST\"",
        "\"detail\":{\"references\":[{\"Digest\":\"DIGEST\",\"of\":\"OWN\"}]}",
        "\"detail\":{},\"message\":\"unknown blob DIGEST\"",
      })
  void missingReferenceIsFoundInAnyFormOfDetail(String form) throws IOException {
    String digest = Digests.of("layer".getBytes(UTF_8)).toString();
    String error =
        "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\","
            + form.replace("DIGEST", digest).replace("OWN", MANIFEST.digest().toString())
            + "}]}";
    Answer answer = new Answer(400, ImmutableMap.of(), error);
    try (LoopbackServer registry = LoopbackServer.start(asked -> answer);
        RegistryClient client = client()) {
      PutResult result =
          client
              .writer(ServiceAccounts.NONE)
              .putManifest(repository(registry), TestTag.fresh("v1"), MANIFEST);
      assertEquals(new PutResult.MissingReferences(ImmutableSet.of(Digests.parse(digest))), result);
    }
  }

  @Test
  void manifestOfOtherBytesIsRefused() throws IOException {
    try (LoopbackServer registry = LoopbackServer.start(asked -> Answer.ok("{}"));
        RegistryClient client = client()) {
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () -> client.images().manifest(repository(registry), MANIFEST.digest()));
      assertTrue(e.getMessage().contains("hash to"), e.getMessage());
    }
  }

  @Test
  void manifestAcknowledgedUnderAnotherDigestIsRefused() throws IOException {
    Answer answer =
        new Answer(
            201, ImmutableMap.of("Docker-Content-Digest", Digests.of(new byte[0]).toString()), "");
    try (LoopbackServer registry = LoopbackServer.start(asked -> answer);
        RegistryClient client = client()) {
      ImageWriter writer = client.writer(ServiceAccounts.NONE);
      assertThrows(
          RegistryException.class, () -> writer.putManifest(repository(registry), MANIFEST));
      assertEquals(
          new PutResult.TagChanged(Optional.of(Digests.of(new byte[0]))),
          writer.putManifest(repository(registry), TestTag.fresh("v1"), MANIFEST));
    }
  }

  @Test
  void tagWithoutDigestHeaderIsResolvedByItsBytes() throws IOException {
    Answer answer =
        new Answer(
            200,
            ImmutableMap.of("Content-Type", MANIFEST.mediaType()),
            new String(MANIFEST.bytes(), UTF_8));
    try (LoopbackServer registry = LoopbackServer.start(asked -> answer);
        RegistryClient client = client()) {
      assertEquals(
          Optional.of(MANIFEST.digest()),
          client.writer(ServiceAccounts.NONE).resolve(repository(registry), "v1"));
      assertEquals(
          ImmutableList.of("HEAD /v2/prod/pause/manifests/v1", "GET /v2/prod/pause/manifests/v1"),
          registry.lines());
    }
  }

  @Test
  void oversizedManifestIsNotReadToItsEnd() throws IOException {
    Answer huge = Answer.ok(" ".repeat((16 << 20) + 1));
    try (LoopbackServer registry = LoopbackServer.start(asked -> huge);
        RegistryClient client = client()) {
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () -> client.images().manifest(repository(registry), MANIFEST.digest()));
      assertTrue(e.getMessage().contains("longer than"), e.getMessage());
    }
  }

  private static String unreadable(LoopbackServer registry) throws IOException {
    try (RegistryClient client = client()) {
      LiveRepository live = client.reader().read(repository(registry), EVERY_TAG);
      return assertInstanceOf(LiveRepository.Unreadable.class, live).reason();
    }
  }

  private static Repository repository(LoopbackServer registry) {
    return new Repository(registry.host(), "prod/pause");
  }

  private static RegistryClient client() {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withCredentials(Credentials.ANONYMOUS)
            .withWaiting(new VirtualTime()));
  }
}
