package dev.reinstate.registry;

import static dev.reinstate.registry.ArtifactRegistry.EVERY_TAG;
import static dev.reinstate.registry.ArtifactRegistry.repositories;
import static dev.reinstate.registry.ArtifactRegistry.repository;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.HostCredential;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many requests reading a repository of Artifact Registry takes, and which. */
final class ArtifactRegistryTest {

  private static final EmbeddedRegistryOptions DEFAULTS = EmbeddedRegistryOptions.defaults();

  private final SampleImages samples = new SampleImages(31);
  private final SampleImage image = samples.docker(10);

  @Test
  void threeHundredRepositoriesCostOneRequest() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 300);
      assertAllRead(us, 300);
      assertEquals(1, us.registry().counts().total());
    }
  }

  @Test
  void pagesAreFollowedAsLongAsTheyPay() throws IOException {
    try (ArtifactRegistry us =
        ArtifactRegistry.start(DEFAULTS.withPageSize(2), Credentials.ANONYMOUS)) {
      fill(us, 40);
      assertAllRead(us, 40);
      assertEquals(20, us.pages());
      assertEquals(0, us.listings());

      us.registry().contents().put("prod/images/of-no-interest", image);
      us.registry().counts().reset();
      assertAllRead(us, 40);
      assertEquals(20, us.pages());
      assertEquals(40, us.listings());
    }
  }

  @Test
  void fewRepositoriesAreListed() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 1);
      assertAllRead(us, 1);
      assertEquals(0, us.pages());
      assertEquals(1, us.listings());
    }
  }

  @Test
  void eachPassAsksAnew() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 8);
      assertAllRead(us, 8);
      SampleImage later = samples.docker(10);
      repositories(8).forEach(each -> us.registry().contents().put(each.path(), later, "v1"));
      us.read(repositories(8), each -> EVERY_TAG)
          .values()
          .forEach(
              live ->
                  assertEquals(
                      ImmutableMap.of("v1", later.digest()),
                      assertInstanceOf(LiveRepository.Contents.class, live).tags()));
      assertEquals(2, us.pages());
    }
  }

  @Test
  void whatTheInventoryLacksIsLookedForInTheListing() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 10);
      us.registry().contents().untag("prod/images/image-4", "v1");
      us.registry().contents().deleteManifest("prod/images/image-7", image.digest());
      ImmutableSortedMap<Repository, LiveRepository> read =
          us.read(repositories(10), each -> expectImage());

      assertEquals(contents(ImmutableMap.of()), read.get(repository("prod/images/image-4")));
      assertEquals(LiveRepository.EMPTY, read.get(repository("prod/images/image-7")));
      assertEquals(1, us.pages());
      assertEquals(2, us.listings());
    }
  }

  @ParameterizedTest
  @CsvSource({"whole, 1, 1", "emptied, 1, 21", "'two are damaged', 1, 3", "refused, 1, 21"})
  void estimateLearnsWhatBecameOfTheInventory(String state, int before, int after)
      throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start();
        RegistryClient client =
            ArtifactRegistry.open(
                us.registry().host(), us.registry().host(), Credentials.ANONYMOUS)) {
      fill(us, 20);
      switch (state) {
        case "emptied" ->
            repositories(20)
                .forEach(
                    each -> us.registry().contents().deleteManifest(each.path(), image.digest()));
        case "two are damaged" -> {
          us.registry().contents().untag("prod/images/image-4", "v1");
          us.registry().contents().deleteManifest("prod/images/image-7", image.digest());
        }
        case "refused" ->
            us.registry()
                .faults()
                .always(
                    target -> target.endpoint() == Endpoint.DOCKER_IMAGES,
                    new Fault.Refusal(403, "DENIED", ImmutableMap.of()));
        default -> assertEquals("whole", state);
      }
      RepositoryReader reader = client.reader().over(repositories(20));
      LongSupplier requests = reader.requests(repositories(20), each -> 1);
      assertEquals(before, requests.getAsLong());
      repositories(20).forEach(each -> reader.read(each, expectImage()));
      assertEquals(after, requests.getAsLong());
      assertEquals(after, us.registry().counts().total());
    }
  }

  @Test
  void oneExpectedImageIsSeenInTheInventoryOrElseAskedFor() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 10);
      us.registry().contents().deleteManifest("prod/images/image-7", image.digest());
      us.read(repositories(10), each -> Expectation.ofImages(ImmutableList.of(image.digest())));
      assertEquals(1, us.pages());
      assertEquals(1, us.registry().counts().of("HEAD"));
      assertEquals(0, us.listings());
    }
  }

  /** Expected of all, so that no listing has to confirm that something is missing. */
  @ParameterizedTest
  @CsvSource({"403, PERMISSION_DENIED, 1", "404, NOT_FOUND, 1", "500, INTERNAL, 6", "503, '', 6"})
  void refusedInventoryIsReplacedByListingsAndNotAskedForAgain(
      int status, String code, int attempts) throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 12);
      us.registry()
          .faults()
          .always(
              target -> target.endpoint() == Endpoint.DOCKER_IMAGES,
              new Fault.Refusal(status, code, ImmutableMap.of()));
      assertAllRead(us, 12);
      assertAllRead(us, 12);
      assertEquals(attempts, us.pages());
      assertEquals(24, us.listings());
    }
  }

  @Test
  void refusalOfBothIsUnreadable() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 12);
      us.registry()
          .faults()
          .always(target -> true, new Fault.Refusal(403, "DENIED", ImmutableMap.of()));
      us.read(repositories(12), each -> EVERY_TAG)
          .values()
          .forEach(live -> assertInstanceOf(LiveRepository.Unreadable.class, live));
    }
  }

  @Test
  void accessTokenGoesToTheApiAsItIs() throws IOException {
    Challenge.Bearer tokens = new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5));
    try (LoopbackServer api =
            LoopbackServer.start(
                asked ->
                    asked.authorization().equals("Bearer own")
                        ? LoopbackServer.Answer.ok(inventory(9))
                        : LoopbackServer.Answer.challenge(
                            "Bearer realm=\"https://accounts.google.com/\""));
        RegistryClient client =
            ArtifactRegistry.open(
                "localhost:1",
                api.host(),
                (repository, account) -> new HostCredential.AccessToken("own", "somebody"))) {
      ArtifactRegistry.read(client, repositories(9), each -> expectImage())
          .values()
          .forEach(live -> assertEquals(contents(ImmutableMap.of("v1", image.digest())), live));
      assertEquals(2, api.asked().size());
      assertTrue(api.lines().get(0).contains("pageSize=1000"), api.lines().get(0));
    }
    // Whoever has a password has nothing for the API: no token is asked for, listings are read.
    try (ArtifactRegistry us =
        ArtifactRegistry.start(
            DEFAULTS.withChallenge(tokens),
            (repository, account) -> new HostCredential.Login("a", "b", "a test"))) {
      fill(us, 8);
      assertAllRead(us, 8);
      assertEquals(1, us.pages());
      assertEquals(1, us.registry().counts().of(Endpoint.TOKEN));
    }
  }

  /** CNCF distribution knows a repository by its tags alone. */
  @Test
  void unknownNameIsFinalOnlyWhereTheInventoryAnswers() throws IOException {
    assertEquals(
        ImmutableSet.of(image.digest()),
        assertInstanceOf(
                LiveRepository.Contents.class, readOfUntagged(LoopbackServer.Answer.of(404)))
            .images());
    assertEquals(LiveRepository.EMPTY, readOfUntagged(LoopbackServer.Answer.ok("{}")));
  }

  /** Of a registry elsewhere that has the image, gives no listing, and answers so for the API. */
  private LiveRepository readOfUntagged(LoopbackServer.Answer inventory) throws IOException {
    try (LoopbackServer elsewhere =
            LoopbackServer.start(
                asked ->
                    asked.line().contains("/dockerImages?")
                        ? inventory
                        : asked.line().startsWith("HEAD ")
                            ? new LoopbackServer.Answer(
                                200,
                                ImmutableMap.of(
                                    "Content-Type",
                                    "application/vnd.oci.image.manifest.v1+json",
                                    "Docker-Content-Digest",
                                    image.digest().toString()),
                                "")
                            : new LoopbackServer.Answer(
                                404,
                                ImmutableMap.of("Content-Type", "application/json"),
                                "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}"));
        RegistryClient client =
            ArtifactRegistry.open(elsewhere.host(), elsewhere.host(), Credentials.ANONYMOUS)) {
      LiveRepository read =
          ArtifactRegistry.read(
                  client,
                  repositories(8),
                  each -> Expectation.of(ImmutableList.of(image.digest()), ImmutableList.of()))
              .get(repository("prod/images/image-4"));
      boolean isAskedFor = elsewhere.lines().stream().anyMatch(line -> line.startsWith("HEAD "));
      assertEquals(inventory.status() == 404, isAskedFor, elsewhere.lines()::toString);
      return read;
    }
  }

  @Test
  void truncatedListingIsReplacedByTheInventory() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 1);
      for (int i = 0; i < 10_000; i++) {
        us.registry().contents().tag("prod/images/image-0", "t" + i, image.digest());
      }
      ImmutableSortedMap<Repository, LiveRepository> read =
          us.read(repositories(1), each -> EVERY_TAG);
      LiveRepository.Contents large =
          assertInstanceOf(
              LiveRepository.Contents.class, read.get(repository("prod/images/image-0")));
      assertEquals(10_001, large.tags().size());
      assertEquals(1, us.pages());
      assertEquals(1, us.listings());
    }
  }

  @Test
  void truncatedListingWithoutAnInventoryIsUnreadable() throws IOException {
    try (ArtifactRegistry us = ArtifactRegistry.start()) {
      fill(us, 1);
      for (int i = 0; i < 10_000; i++) {
        us.registry().contents().tag("prod/images/image-0", "t" + i, image.digest());
      }
      us.registry()
          .faults()
          .always(
              target -> target.endpoint() == Endpoint.DOCKER_IMAGES,
              new Fault.Refusal(403, "DENIED", ImmutableMap.of()));
      LiveRepository live =
          us.read(repositories(1), each -> EVERY_TAG).get(repository("prod/images/image-0"));
      String reason = assertInstanceOf(LiveRepository.Unreadable.class, live).reason();
      assertTrue(reason.contains("incomplete"), reason);
      assertTrue(reason.contains("answered 403"), reason);
    }
  }

  @Test
  void tagThatMovedBetweenPagesIsReadFromTheListing() throws IOException {
    try (ArtifactRegistry us =
            ArtifactRegistry.start(DEFAULTS.without(Feature.MOUNTS), Credentials.ANONYMOUS);
        LoopbackServer api =
            LoopbackServer.start(
                asked ->
                    LoopbackServer.Answer.ok(
                        asked.line().contains("pageToken=")
                            ? page("", row(0, Digests.of(new byte[] {1}).toString(), "v1"))
                            : inventory(8).replace("{\"dock", "{\"nextPageToken\":\"a\",\"dock")));
        RegistryClient client =
            ArtifactRegistry.open(us.registry().host(), api.host(), Credentials.ANONYMOUS)) {
      fill(us, 8);
      ArtifactRegistry.read(client, repositories(8), each -> expectImage())
          .values()
          .forEach(live -> assertEquals(contents(ImmutableMap.of("v1", image.digest())), live));
      assertEquals(1, us.listings());
    }
  }

  /** An inventory in which each repository has the image, tagged {@code v1}. */
  private String inventory(int repositories) {
    String[] rows = new String[repositories];
    for (int i = 0; i < repositories; i++) {
      rows[i] = row(i, image.digest().toString(), "v1");
    }
    return page("", rows);
  }

  private static String page(String more, String... rows) {
    return "{\"dockerImages\":[" + String.join(",", rows) + "]" + more + "}";
  }

  private static String row(int repository, String digest, String tag) {
    return "{\"uri\":\"us-docker.pkg.dev/prod/images/image-%d@%s\",\"tags\":[\"%s\"]}"
        .formatted(repository, digest, tag);
  }

  private void fill(ArtifactRegistry us, int repositories) {
    repositories(repositories)
        .forEach(each -> us.registry().contents().put(each.path(), image, "v1"));
  }

  private void assertAllRead(ArtifactRegistry us, int repositories) {
    us.read(repositories(repositories), each -> expectImage())
        .values()
        .forEach(live -> assertEquals(contents(ImmutableMap.of("v1", image.digest())), live));
  }

  private LiveRepository.Contents contents(ImmutableMap<String, DescriptorDigest> tags) {
    return new LiveRepository.Contents(
        ImmutableSet.of(image.digest()), tags, ImmutableSet.of(), ImmutableSet.of());
  }

  private Expectation expectImage() {
    return Expectation.of(ImmutableList.of(image.digest()), ImmutableList.of("v1"));
  }
}
