package dev.reinstate.sandbox.universe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is the same each time, counted, and over with a reset. */
final class DamageTest {

  private static final int REGIONS = 3;
  private static final String API = "artifactregistry.googleapis.com";
  private static final String MANY = Catalog.ROOT + "/many";

  @TempDir private static Path directory;
  private static Universe universe;
  private static ImmutableList<ImmutableSortedMap<String, RepositoryState>> whole;

  @BeforeAll
  static void start() throws IOException {
    universe = new Universe(SmallUniverse.options(SmallUniverse.manifests(directory), REGIONS));
    whole = states();
  }

  @AfterAll
  static void stop() throws IOException {
    universe.close();
  }

  @AfterEach
  void mend() {
    universe.reset();
  }

  /** Of the regions. */
  private static ImmutableList<ImmutableSortedMap<String, RepositoryState>> states() {
    return universe.regions().stream()
        .map(region -> region.contents().state())
        .collect(ImmutableList.toImmutableList());
  }

  private static long images(List<ImmutableSortedMap<String, RepositoryState>> states) {
    return states.stream()
        .flatMap(state -> state.values().stream())
        .mapToLong(repository -> repository.images().size())
        .sum();
  }

  private static long tags(List<ImmutableSortedMap<String, RepositoryState>> states) {
    return states.stream()
        .flatMap(state -> state.values().stream())
        .mapToLong(repository -> repository.tags().size())
        .sum();
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameEachTimeAndOverWithAReset(Damage damage) {
    Damage.Done first = universe.strike(damage);
    var struck = states();
    universe.reset();
    assertEquals(whole, states());
    assertEquals(first, universe.strike(damage));
    assertEquals(struck, states());
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTIED", "GONE"})
  void imagesThatAreGoneAreCountedAndTheirTagsToo(Damage damage) {
    Damage.Done done = universe.strike(damage);
    assertEquals(images(whole) - done.images(), images(states()));
    assertEquals(tags(whole) - done.tags(), tags(states()));
    assertNotEquals(0, done.images());
  }

  @Test
  void anEmptiedRegionHoldsNothingAndItsInventoryIsEmptyInsteadOfUnknown() throws Exception {
    assertEquals(ImmutableList.of("asia-east1"), universe.strike(Damage.EMPTIED).regions());
    assertEquals(ImmutableSortedMap.of(), region("asia-east1").state());
    assertEquals("{}", inventory("asia-east1"));
  }

  @Test
  void oneImageOfAHundredIsGoneEverywhereButAtItsSource() {
    Damage.Done done = universe.strike(Damage.GONE);
    // Two paths, three regions; those of one digest go together.
    assertEquals(2 * REGIONS * 5, done.images());
    assertEquals(1, states().stream().map(DamageTest::missing).distinct().count());
    for (Catalog.Seed source : universe.catalog().sources()) {
      assertTrue(universe.sources().manifest(source.path(), source.image().digest()).isPresent());
    }
  }

  private static List<String> missing(ImmutableSortedMap<String, RepositoryState> state) {
    return whole.get(1).entrySet().stream()
        .flatMap(
            repository ->
                repository.getValue().images().stream()
                    .filter(digest -> !state.get(repository.getKey()).images().contains(digest))
                    .map(digest -> repository.getKey() + "@" + digest))
        .toList();
  }

  @Test
  void thirtyTagsAreMovedToImagesThatAreThere() {
    Damage.Done done = universe.strike(Damage.MOVED);
    assertEquals(30, done.tags());
    long moved = 0;
    for (int i = 0; i < REGIONS; i++) {
      for (var repository : states().get(i).entrySet()) {
        moved +=
            Maps.difference(
                    repository.getValue().tags(), whole.get(i).get(repository.getKey()).tags())
                .entriesDiffering()
                .size();
      }
    }
    assertEquals(30, moved);
    assertEquals(images(whole), images(states()));
    assertEquals(tags(whole), tags(states()));
  }

  @Test
  void aDeadRegionResetsConnectionsAndTheApiSaysSo() throws Exception {
    String dead = universe.strike(Damage.DEAD).regions().getFirst();
    String origin = SmallUniverse.address(universe, RegionNames.host(dead));
    assertThrows(IOException.class, () -> SmallUniverse.get(origin + "/v2/"));
    assertEquals(
        503, SmallUniverse.get(SmallUniverse.address(universe, API) + path(dead)).statusCode());
    universe.reset();
    assertEquals(401, SmallUniverse.get(origin + "/v2/").statusCode());
  }

  @Test
  void aLateRegionsListingsLackWhatCanBePulled() throws Exception {
    Damage.Done done = universe.strike(Damage.LATE);
    String late = done.regions().getFirst();
    String origin = SmallUniverse.address(universe, RegionNames.host(late));
    assertEquals(whole, states());
    assertEquals(
        SmallUniverse.IMAGES - 1,
        SmallUniverse.json(SmallUniverse.pull(origin, MANY, "tags/list")).get("tags").size());
    String newest = "t" + (SmallUniverse.IMAGES - 1);
    assertFalse(inventory(late).contains("[\"" + newest + "\"]"), "nor does the inventory");
    assertEquals(200, SmallUniverse.pull(origin, MANY, "manifests/" + newest).statusCode());
  }

  @Test
  void tagsAreMissingAndThreeImagesAreLostAtTheirSourcesToo() {
    Damage.Done done = universe.strike(Damage.UNTAGGED);
    assertEquals(3 * 2 * REGIONS, done.images());
    assertEquals(images(whole) - done.images(), images(states()));
    // A quarter where there are fewer than 11,827; those of the lost images go with them.
    assertEquals(2 * REGIONS * (SmallUniverse.IMAGES + 3) / 4, done.tags());
    assertEquals(
        3,
        universe.catalog().sources().stream()
            .filter(
                source ->
                    universe.sources().manifest(source.path(), source.image().digest()).isEmpty())
            .map(source -> source.image().digest())
            .collect(Collectors.toSet())
            .size());
  }

  private static RegistryContents region(String name) {
    return universe.regions().stream()
        .filter(region -> region.name().equals(name))
        .findFirst()
        .orElseThrow()
        .contents();
  }

  private static String path(String region) {
    return "/v1/projects/k8s-artifacts-prod/locations/"
        + region
        + "/repositories/images/dockerImages";
  }

  private static String inventory(String region) throws Exception {
    return SmallUniverse.get(SmallUniverse.address(universe, API) + path(region)).body();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allKindsTogetherLeaveWhatARegistryMayHold(boolean inTheirOrder) {
    List<Damage> kinds = ImmutableList.copyOf(Damage.values());
    for (Damage damage : inTheirOrder ? kinds : kinds.reversed()) {
      var before = states();
      Damage.Done done = universe.strike(damage);
      if (damage == Damage.EMPTIED || damage == Damage.GONE || damage == Damage.UNTAGGED) {
        assertEquals(images(before) - done.images(), images(states()), damage.word());
      }
      if (damage == Damage.EMPTIED || damage == Damage.GONE) {
        assertEquals(tags(before) - done.tags(), tags(states()), damage.word());
      }
    }
    assertEquals(ImmutableSortedMap.of(), region("asia-east1").state());
    for (ImmutableSortedMap<String, RepositoryState> state : states()) {
      state.forEach(
          (path, repository) ->
              assertTrue(
                  repository.images().containsAll(repository.tags().values()),
                  () -> path + " has tags of images that are not there"));
    }
  }

  @Test
  void aResetAndABlowDoNotMix() throws Exception {
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 40; i++) {
        for (Future<?> each :
            two.invokeAll(
                ImmutableList.of(
                    Executors.callable(universe::reset), () -> universe.strike(Damage.EMPTIED)))) {
          each.get();
        }
        var state = region("asia-east1").state();
        assertTrue(state.isEmpty() || state.equals(whole.get(1)), "half of a region");
      }
    }
  }
}
