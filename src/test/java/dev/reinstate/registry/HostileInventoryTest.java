package dev.reinstate.registry;

import static dev.reinstate.registry.ArtifactRegistry.EVERY_TAG;
import static dev.reinstate.registry.ArtifactRegistry.repositories;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Digests;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.authentication.Credentials;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API that means ill: what it says is dropped, and the repositories are listed. */
@Timeout(20)
final class HostileInventoryTest {

  private static final int REPOSITORIES = 20;

  /** An answer that was damaged on its way may be whole the next time. */
  private static final int ATTEMPTS = 6;

  private static final String LISTED = Digests.of(new byte[] {1}).toString();
  private static final String TOLD = Digests.of(new byte[] {2}).toString();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "<html>",
        "{\"dockerImages\":{}}",
        "{\"dockerImages\":[[]]}",
        "{\"dockerImages\":[{}]}",
        "{\"dockerImages\":[{\"uri\":7}]}",
        "{\"dockerImages\":[{\"uri\":\"us-docker.pkg.dev/prod/images/image-0\"}]}",
        "{\"dockerImages\":[{\"uri\":\"us-docker.pkg.dev/prod/images/image-0@sha256:UPPER\"}]}",
        "{\"dockerImages\":[{\"uri\":\"us-docker.pkg.dev/prod/images/image-0@\",\"tags\":\"v1\"}]}",
        "{\"dockerImages\":[]} more",
        "{\"dockerImages\":[],\"nextPageToken\":7}",
      })
  void malformedPageIsRefused(String page) throws IOException {
    assertListedInstead(asked -> Answer.ok(page), ATTEMPTS);
  }

  @Test
  void deeplyNestedPageIsRefused() throws IOException {
    String nested = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertListedInstead(asked -> Answer.ok(nested), ATTEMPTS);
  }

  @Test
  void repeatedTokenIsRefused() throws IOException {
    assertListedInstead(asked -> Answer.ok("{\"nextPageToken\":\"again\"}"), 2);
  }

  @Test
  void pagesWithoutEndAreGivenUp() throws IOException {
    AtomicInteger page = new AtomicInteger();
    assertListedInstead(
        asked -> Answer.ok("{\"nextPageToken\":\"" + page.incrementAndGet() + "\"}"),
        REPOSITORIES / 2);
  }

  @Test
  void hugeTokenIsNotSentBack() throws IOException {
    String token = "a".repeat(60_000);
    assertListedInstead(asked -> Answer.ok("{\"nextPageToken\":\"" + token + "\"}"), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "-a"})
  void repositoryWithAnImpossibleTagIsListed(String tag) throws IOException {
    String page =
        "{\"dockerImages\":[%s]}".formatted(row("us-docker.pkg.dev/prod/images/image-0", tag));
    assertListed(asked -> Answer.ok(page), 1, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us-docker.pkg.dev/prod/other/image-0",
        "us-docker.pkg.dev/prod/images",
        "us-docker.pkg.dev/prod/images/../images/image-0",
        "us-docker.pkg.dev/prod/images/image-00",
        "eu-docker.pkg.dev/prod/images/image-0",
        "http://us-docker.pkg.dev/prod/images/image-0",
        "",
      })
  void imagesOfOtherRepositoriesAreIgnored(String name) throws IOException {
    String page = "{\"dockerImages\":[%s]}".formatted(row(name, "v1"));
    assertListed(asked -> Answer.ok(page), 1, 0);
  }

  private static String row(String name, String tag) {
    return "{\"uri\":\"%s@%s\",\"tags\":[\"%s\"]}".formatted(name, TOLD, tag);
  }

  private static void assertListedInstead(Function<LoopbackServer.Asked, Answer> api, int pages)
      throws IOException {
    assertListed(api, pages, REPOSITORIES);
  }

  /**
   * Reads repositories that are empty to an inventory without images, and hold {@link #LISTED} to a
   * listing.
   */
  private static void assertListed(
      Function<LoopbackServer.Asked, Answer> api, int pages, int listings) throws IOException {
    try (LoopbackServer inventory = LoopbackServer.start(api);
        LoopbackServer registry =
            LoopbackServer.start(
                asked ->
                    Answer.ok(
                        "{\"manifest\":{\""
                            + LISTED
                            + "\":{\"tag\":[\"v1\"]}},\"tags\":[\"v1\"]}"));
        RegistryClient client =
            ArtifactRegistry.open(registry.host(), inventory.host(), Credentials.ANONYMOUS)) {
      long held =
          ArtifactRegistry.read(client, repositories(REPOSITORIES), each -> EVERY_TAG)
              .values()
              .stream()
              .map(live -> assertInstanceOf(LiveRepository.Contents.class, live).tags())
              .filter(ImmutableMap.of("v1", Digests.parse(LISTED))::equals)
              .count();
      assertEquals(listings, held);
      assertEquals(listings, registry.asked().size());
      assertEquals(pages, inventory.asked().size());
    }
  }
}
