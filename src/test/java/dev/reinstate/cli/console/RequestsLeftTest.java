package dev.reinstate.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.registry.artifactregistry.InventoryCost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work in simulated time, at what was said to be left of it. */
final class RequestsLeftTest {

  private static final Instant BEGAN = Instant.parse("2026-11-23T02:00:00Z");

  private final List<Said> said = new ArrayList<>();
  private Instant now = BEGAN;
  private long made = 1_000;

  private record Said(Instant at, long made, OptionalLong requests, Duration time) {}

  /** Pages come first, then everything is known at once. */
  @Test
  void listingIsToldByItsRequests() {
    RequestsLeft left = begin(17_579, 902);
    for (int page = 0; page < 881; page++) {
      request(80, left);
    }
    left.done(17_579, 0);
    assertTold();
  }

  /** One of 22 regions was emptied: its inventory is short, and each repository is listed. */
  @Test
  void listingOfAnEmptiedRegionIsToldByWhatItsInventoryLacks() {
    List<InventoryCost> regions = regions();
    RequestsLeft left = begin(22 * 800, estimate(regions));
    request(80, left);
    regions.get(0).read(1, 800);
    for (int i = 0; i < 47 * 21; i++) {
      request(80, left);
    }
    regions.subList(1, 22).forEach(region -> region.read(47, 0));
    for (int i = 0; i < 800; i++) {
      regions.get(0).looked(false, false);
      request(80, left);
      left.done(1, 0);
    }
    for (InventoryCost region : regions.subList(1, 22)) {
      for (int i = 0; i < 800; i++) {
        region.looked(true, true);
      }
      left.done(800, 0);
    }
    assertTold();
  }

  /** The API refuses. */
  @Test
  void listingWithoutAnInventoryIsToldByItsRepositories() {
    List<InventoryCost> regions = regions();
    RequestsLeft left = begin(22 * 800, estimate(regions));
    for (InventoryCost region : regions) {
      request(80, left);
      region.read(1, 800);
    }
    assertNear(22 * 800, left.requests().orElseThrow(), 100, "requests, all of them listings");
    for (int i = 0; i < 22 * 800; i++) {
      regions.get(i % 22).looked(false, false);
      request(80, left);
      left.done(1, 0);
    }
    assertTold();
  }

  /**
   * A third of the repositories of each region lack an image, which shows as they are looked at.
   */
  @Test
  void listingOfWhatIsIncompleteIsToldByWhatWasLookedAt() {
    List<InventoryCost> regions = regions();
    RequestsLeft left = begin(22 * 800, estimate(regions));
    for (int i = 0; i < 47 * 22; i++) {
      request(80, left);
    }
    regions.forEach(region -> region.read(47, 0));
    for (int i = 0; i < 22 * 800; i++) {
      boolean isComplete = i / 22 % 3 > 0;
      regions.get(i % 22).looked(true, isComplete);
      if (!isComplete) {
        request(80, left);
      }
      left.done(1, 0);
    }
    assertTold();
  }

  private static List<InventoryCost> regions() {
    List<InventoryCost> regions = new ArrayList<>();
    for (int i = 0; i < 22; i++) {
      regions.add(new InventoryCost(800, 200));
    }
    return regions;
  }

  private static LongSupplier estimate(List<InventoryCost> regions) {
    return () -> regions.stream().mapToLong(region -> region.requests(46_900)).sum();
  }

  /** Nobody knew that each takes five. */
  @Test
  void listingThatTakesMoreThanWasExpectedIsToldByWhatIsDone() {
    RequestsLeft left = begin(400, 400);
    for (int repository = 0; repository < 400; repository++) {
      for (int i = 0; i < 5; i++) {
        request(80, left);
      }
      left.done(1, 0);
    }
    assertTold();
  }

  /** Images take more or less than what was guessed, some much more. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 3})
  void restoringIsToldByWhatTheImagesTookSoFar(double guess) {
    Random random = new Random(17);
    RequestsLeft left = begin(5_000, 5_000 * Math.round(14 * guess));
    for (int image = 0; image < 5_000; image++) {
      int requests = image % 10 == 9 ? 40 : 5 + random.nextInt(13);
      for (int i = 0; i < requests; i++) {
        request(80, left);
      }
      left.done(1, Math.round(14 * guess));
    }
    assertTold();
  }

  /** Another shard ends early on. */
  @Test
  void timeIsToldByHowFastItGoesNow() {
    RequestsLeft left = begin(2_000, 28_000);
    for (int image = 0; image < 2_000; image++) {
      for (int i = 0; i < 14; i++) {
        request(image < 400 ? 27 : 80, left);
      }
      left.done(1, 14);
    }
    assertTold();
  }

  @Test
  void saysItInWords() {
    RequestsLeft left = begin(10, 100);
    assertEquals("about 100 requests", left.text());
    for (int i = 0; i < 20; i++) {
      request(1, left);
    }
    left.done(2, 20);
    assertEquals("about 80 s, 80 requests", left.text());
    RequestsLeft large = begin(10, 1_000_000);
    for (int i = 0; i < 2000; i++) {
      request(80, large);
    }
    assertEquals("about 208 min, 998,000 requests", large.text());
  }

  @Test
  void saysNothingOfWhatNobodyKnows() {
    RequestsLeft left = begin(10, 2);
    request(1, left);
    request(1, left);
    assertEquals("?", left.text());
  }

  private RequestsLeft begin(int total, long expected) {
    return begin(total, () -> expected);
  }

  private RequestsLeft begin(int total, LongSupplier expected) {
    return new RequestsLeft(total, expected, () -> made, made, () -> now, now);
  }

  private void request(int perSecond, RequestsLeft left) {
    now = now.plusNanos(1_000_000_000 / perSecond);
    made++;
    if (made % 10 == 0) {
      left.time().ifPresent(time -> said.add(new Said(now, made, left.requests(), time)));
    }
  }

  /** From half-way on within a fifth; near the end within 100 requests and two seconds. */
  private void assertTold() {
    Duration whole = Duration.between(BEGAN, now);
    int looked = 0;
    for (Said each : said) {
      Duration passed = Duration.between(BEGAN, each.at());
      if (passed.compareTo(whole.dividedBy(2)) >= 0) {
        looked++;
        assertNear(made - each.made(), each.requests().orElseThrow(), 100, "requests");
        assertNear(
            whole.minus(passed).toMillis(), each.time().toMillis(), 2000, "ms after " + passed);
      }
    }
    assertTrue(looked > 10, () -> said.size() + " looks");
  }

  private static void assertNear(long truth, long told, long slack, String what) {
    assertTrue(
        Math.abs(truth - told) <= Math.max(slack, truth / 5),
        () -> "told " + told + " and were " + truth + " " + what);
  }
}
