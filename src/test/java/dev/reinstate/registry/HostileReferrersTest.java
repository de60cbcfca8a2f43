package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.wire.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of referrers that mean ill, and answers that are no list. */
@Timeout(20)
final class HostileReferrersTest {

  private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n";
  private static final DescriptorDigest SUBJECT = Digests.of(new byte[] {7});
  private static final DescriptorDigest OTHER = Digests.of(new byte[] {8});
  private static final DescriptorDigest THIRD = Digests.of(new byte[] {9});

  @Test
  void pagesWithoutEndAreCut() throws IOException {
    AtomicInteger page = new AtomicInteger();
    try (HostileRegistry registry =
        HostileRegistry.start(
            (request, in, out) ->
                HostileRegistry.send(
                    out,
                    OK
                        + "Link: </v2/prod/pause/referrers/"
                        + SUBJECT
                        + "?last="
                        + page.incrementAndGet()
                        + ">; rel=\"next\"",
                    "{\"manifests\":[]}"))) {
      assertFails(registry, "has no end");
      assertTrue(registry.heads().size() <= ReferrersApi.PAGES + 1);
    }
  }

  @Test
  void aListWithoutEndIsCut() throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.start(
            (request, in, out) -> {
              HostileRegistry.send(out, OK.strip(), "{\"manifests\":[");
              byte[] piece = ("{\"digest\":\"" + OTHER + "\"},").repeat(1_000).getBytes(UTF_8);
              while (true) {
                out.write(piece);
              }
            })) {
      assertFails(registry, "longer than");
      assertEquals(1, registry.heads().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:5000/v2/prod/pause/referrers/x",
        "/v2/prod/other/referrers/x",
        "/v2/prod/pause/tags/list"
      })
  void aLinkThatLeadsAstrayIsNotFollowed(String link) throws IOException {
    try (HostileRegistry registry =
        HostileRegistry.sending(OK + "Link: <" + link + ">; rel=next", "{\"manifests\":[]}")) {
      assertFails(registry, "GET http://" + registry.host());
      assertEquals(1, registry.heads().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "<html>",
        "{\"errors\":[]}",
        "{\"manifests\":{}}",
        "{\"manifests\":[\"sha256:aa\"]}",
        "{\"manifests\":[{\"digest\":\"sha512:aa\"}]}",
        "{\"manifests\":[{\"digest\":7}]}",
        "{\"manifests\":[{\"size\":7}]}",
        "{\"manifests\":[null]}",
        "{\"manifests\":[]} and more"
      })
  void whatIsNoListIsNotTakenForAnEmptyOne(String body) throws IOException {
    try (HostileRegistry registry = HostileRegistry.sending(OK.strip(), body)) {
      assertFails(registry, "GET http://" + registry.host());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"manifests\":null}", "{\"manifests\":[],\"x\":[[{}]]}"})
  void anEmptyListIsOne(String body) throws IOException {
    try (HostileRegistry registry = HostileRegistry.sending(OK.strip(), body)) {
      try (RegistryClient client = client()) {
        assertEquals(ImmutableSet.of(), client.reader().referrers(at(registry), SUBJECT));
      }
    }
  }

  @Test
  void whatTheListSaysOfABundleIsKeptAndWhatIsOddPassedOver() throws IOException {
    String body =
        """
        {"manifests": [
          {"digest": "%s", "artifactType": "application/x", "annotations": {"dev.sigstore.a": "1", "dev.sigstore.b": 2, "dev.sigstore.c": [], "d": "%s"}},
          {"artifactType": null, "annotations": null, "digest": "%s"},
          {"artifactType": [1], "annotations": ["a", {"b": "c"}], "digest": "%s"}]}"""
            .formatted(OTHER, "x".repeat(1 << 20), SUBJECT, THIRD);
    try (HostileRegistry registry = HostileRegistry.sending(OK.strip(), body);
        RegistryClient client = client()) {
      assertEquals(
          ImmutableSet.of(
              new Referrer(
                  OTHER,
                  "application/x",
                  ImmutableMap.of(
                      "dev.sigstore.a", "1", "dev.sigstore.b", "2", "dev.sigstore.c", "")),
              new Referrer(SUBJECT, "", ImmutableMap.of()),
              new Referrer(THIRD, "", ImmutableMap.of())),
          client.reader().referrers(at(registry), SUBJECT));
    }
  }

  @Test
  void annotationsBeyondMeasureAreLeftToTheManifestsAndNoReferrerIsLost() throws IOException {
    AtomicInteger page = new AtomicInteger();
    try (HostileRegistry registry =
            HostileRegistry.start(
                (request, in, out) -> {
                  int number = page.incrementAndGet();
                  HostileRegistry.send(
                      out,
                      number == 8
                          ? OK.strip()
                          : OK
                              + "Link: </v2/prod/pause/referrers/"
                              + SUBJECT
                              + "?last="
                              + number
                              + ">; rel=\"next\"",
                      "{\"manifests\":[{\"digest\":\"%s\",\"annotations\":{%s}}]}"
                          .formatted(
                              Digests.of(new byte[] {(byte) number}),
                              IntStream.range(0, 60)
                                  .mapToObj(
                                      each ->
                                          "\"dev.sigstore.%s\":\"%s\""
                                              .formatted(each, "x".repeat(60_000)))
                                  .collect(Collectors.joining(","))));
                });
        RegistryClient client = client()) {
      ImmutableSet<Referrer> all = client.reader().referrers(at(registry), SUBJECT);
      assertEquals(8, all.size());
      assertEquals(4, all.stream().filter(each -> !each.annotations().isEmpty()).count());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, UNSUPPORTED, 1",
    "404, METHOD_UNKNOWN, 1",
    "405, UNSUPPORTED, 1",
    "400, UNSUPPORTED, 1",
    "501, X, 1",
    "404, NAME_UNKNOWN, 2",
    "404, MANIFEST_UNKNOWN, 4"
  })
  void whoHasNoSuchListIsNotAskedAgain(int status, String code, int requests) throws IOException {
    try (HostileRegistry registry =
            HostileRegistry.sending(
                "HTTP/1.1 " + status + " No", "{\"errors\":[{\"code\":\"" + code + "\"}]}");
        RegistryClient client = client()) {
      RepositoryReader reader = client.reader();
      for (String name : ImmutableList.of("a", "b")) {
        Repository repository = new Repository(registry.host(), name);
        assertEquals(ImmutableSet.of(), reader.referrers(repository, SUBJECT));
        assertEquals(ImmutableSet.of(), reader.referrers(repository, OTHER));
      }
      assertEquals(requests, registry.heads().size());
    }
  }

  @Test
  void aRepositoryThatIsRefusedIsAskedOnceAndOthersStillAre() throws IOException {
    try (HostileRegistry registry =
            HostileRegistry.start(
                (request, in, out) -> {
                  if (request.startsWith("GET /v2/secret/")) {
                    HostileRegistry.send(out, "HTTP/1.1 403 Forbidden\nContent-Length: 0", "");
                  } else {
                    HostileRegistry.send(
                        out, OK.strip(), "{\"manifests\":[{\"digest\":\"" + OTHER + "\"}]}");
                  }
                });
        RegistryClient client = client()) {
      RepositoryReader reader = client.reader();
      Repository secret = new Repository(registry.host(), "secret/pause");
      for (DescriptorDigest each : ImmutableList.of(SUBJECT, OTHER, SUBJECT)) {
        IOException e = assertThrows(IOException.class, () -> reader.referrers(secret, each));
        assertTrue(e.getMessage().contains("answered 403"), e.getMessage());
      }
      assertEquals(1, registry.heads().size());
      assertEquals(
          ImmutableSet.of(new Referrer(OTHER, "", ImmutableMap.of())),
          reader.referrers(at(registry), SUBJECT));
    }
  }

  private static void assertFails(HostileRegistry registry, String why) throws IOException {
    try (RegistryClient client = client()) {
      IOException e =
          assertThrows(IOException.class, () -> client.reader().referrers(at(registry), SUBJECT));
      assertTrue(e.getMessage().contains(why), e.getMessage());
    }
  }

  private static Repository at(HostileRegistry registry) {
    return new Repository(registry.host(), "prod/pause");
  }

  private static RegistryClient client() {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withCredentials(Credentials.ANONYMOUS)
            .withWaiting(new VirtualTime())
            .withTimeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300))));
  }
}
