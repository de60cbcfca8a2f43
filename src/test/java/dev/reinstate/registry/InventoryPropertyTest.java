package dev.reinstate.registry;

import static dev.reinstate.registry.ArtifactRegistry.EVERY_TAG;
import static dev.reinstate.registry.ArtifactRegistry.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Listing and inventory are two ways to the same live state. */
final class InventoryPropertyTest {

  /** Names below each other and beside each other, in an order that is not that of the paths. */
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("a", "a/b", "a/b/c", "a-b", "a/b-c", "z_1", "z.1/deep/er", "q", "r");

  private static final ImmutableList<String> TAGS = ImmutableList.of("v1", "v2", "latest");

  /**
   * Something that happens.
   *
   * @param tag of {@link #TAGS}, or none when it is as many
   */
  record Event(int name, int image, int tag, boolean untag) {}

  @Property(tries = 60)
  void bothTellTheSame(
      @ForAll("events") List<Event> events, @ForAll @IntRange(min = 3, max = 50) int pageSize)
      throws IOException {
    SampleImages samples = new SampleImages(5);
    ImmutableList<SampleImage> images =
        ImmutableList.of(
            samples.docker(5), samples.ociIndex(samples.oci(5), samples.oci(6)), samples.oci(7));
    try (ArtifactRegistry us =
        ArtifactRegistry.start(
            EmbeddedRegistryOptions.defaults().withPageSize(pageSize), Credentials.ANONYMOUS)) {
      events.forEach(event -> happen(us, images, event));
      Function<Repository, Expectation> expected = each -> EVERY_TAG;
      var inventoried = us.read(everyRepository(), expected);
      long listings = us.listings();
      try (RegistryClient listing =
          RegistryClient.open(
              RegistrySettings.defaults(ImmutableMap.of())
                  .withCredentials(Credentials.ANONYMOUS)
                  .withRewrites(
                      Rewrites.parse(ImmutableList.of(HOST + "=" + us.registry().host()))))) {
        var listed = ArtifactRegistry.read(listing, everyRepository(), expected);
        assertEquals(known(listed), known(inventoried));
      }
      assertEquals(everyRepository().size(), us.listings() - listings);
    }
  }

  /** To the inventory, a repository that is unknown is an empty one. */
  private static Map<Repository, LiveRepository> known(Map<Repository, LiveRepository> read) {
    return Maps.transformValues(
        read,
        each ->
            each instanceof LiveRepository.Contents contents && contents.unknown()
                ? LiveRepository.EMPTY
                : each);
  }

  private static void happen(ArtifactRegistry us, ImmutableList<SampleImage> images, Event event) {
    String path = "prod/images/" + NAMES.get(event.name());
    if (event.untag()) {
      us.registry().contents().untag(path, TAGS.get(event.tag() % TAGS.size()));
    } else if (event.tag() < TAGS.size()) {
      us.registry().contents().put(path, images.get(event.image()), TAGS.get(event.tag()));
    } else {
      us.registry().contents().put(path, images.get(event.image()));
    }
  }

  /** Also those that lead to others and those that hold nothing. */
  private static ImmutableList<Repository> everyRepository() {
    ImmutableList.Builder<Repository> repositories = ImmutableList.builder();
    repositories.add(ArtifactRegistry.repository("prod/images"));
    NAMES.forEach(name -> repositories.add(ArtifactRegistry.repository("prod/images/" + name)));
    repositories.add(ArtifactRegistry.repository("prod/images/z.1/deep"));
    repositories.add(ArtifactRegistry.repository("prod/images/nothing"));
    return repositories.build();
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.integers().between(0, NAMES.size() - 1),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, TAGS.size()),
            Arbitraries.integers().between(0, 4).map(number -> number == 0))
        .as(Event::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }
}
