package dev.reinstate.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.inspection.SnapshotVerify;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.snapshot.inspection.VerifyRequest.Depth;
import dev.reinstate.snapshot.inspection.VerifyResult;
import dev.reinstate.snapshot.take.SnapshotTaken;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines whose clocks are off, by years and in either direction. */
class SnapshotClocksTest {

  private static final String PAUSE = "eu.gcr.io/prod/pause";
  private static final String AHEAD = "2028-11-23T02:00:00Z";
  private static final String BEHIND = "1970-01-01T00:00:05Z";
  private static final FanOut FAN_OUT = new FanOut(4);

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private SnapshotStore store;
  private Takes takes;

  @BeforeEach
  void openStore() throws IOException {
    store = new DirectoryStore(directory);
    takes = new Takes(store, registry);
    registry.push(PAUSE, "3.9", "layer");
  }

  @ParameterizedTest
  @ValueSource(strings = {AHEAD, BEHIND})
  void theNextSnapshotHasItsOwnTimeAndIsTheNewest(String wrong) throws IOException {
    take("2026-11-22T02:00:00Z");
    take(wrong);
    assertEquals("2026-11-23T02-00-00Z", take("2026-11-23T02:00:00Z").name().toString());
    assertEquals("2026-11-23T02-00-00Z", latest("2026-11-23T03:00:00Z"));
    assertEquals("2026-11-23T02-00-00Z", asOf("2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z"));
    assertEquals("2026-11-22T02-00-00Z", asOf("2026-11-22T12:00:00Z", "2026-11-23T03:00:00Z"));
    assertEquals(SnapshotName.at(Instant.parse(wrong)).toString(), asOf(wrong, AHEAD));
    VerifyResult sound = verify("2026-11-23T03:00:00Z", Duration.ofHours(26));
    assertEquals(ImmutableList.of(), sound.problems());
    assertTrue(Iterables.getOnlyElement(sound.notes()).contains("dated " + wrong));
  }

  @Test
  void yearsLaterTheWrongTimeStillHidesNothing() throws IOException {
    take("2026-11-22T02:00:00Z");
    take(AHEAD);
    take("2027-02-01T02:00:00Z");
    take("2027-06-01T02:00:00Z");
    assertEquals("2027-02-01T02-00-00Z", asOf("2027-03-01T00:00:00Z", "2029-01-01T00:00:00Z"));
    assertEquals("2027-06-01T02-00-00Z", latest("2029-01-01T00:00:00Z"));
  }

  @Test
  void aNewestSnapshotFromTheFutureHasNoAge() throws IOException {
    take(AHEAD);
    SnapshotProblem problem =
        Iterables.getOnlyElement(verify("2026-11-23T02:00:00Z", Duration.ofSeconds(1)).problems());
    assertEquals("snapshot 2028-11-23T02-00-00Z", problem.part());
    assertTrue(problem.fault().startsWith("dated 2028-11-23T02:00:00Z, 731 d"), problem.fault());
    assertTrue(problem.fault().contains("nobody can say"), problem.fault());
    assertEquals("2028-11-23T02-00-00Z", latest("2026-11-23T02:00:00Z"));
    assertThrows(
        SnapshotNotFoundException.class,
        () -> asOf("2026-11-23T02:00:00Z", "2026-11-23T02:00:00Z"));
  }

  @Test
  void aNewestSnapshotOlderThanWhatItContinuesHasNoAge() throws IOException {
    take("2026-11-21T02:00:00Z");
    take("2026-11-22T02:00:00Z");
    take(BEHIND);
    SnapshotProblem problem =
        Iterables.getOnlyElement(
            verify("2026-11-23T02:00:00Z", Duration.ofDays(1_000_000)).problems());
    assertTrue(problem.fault().startsWith("dated 1970-01-01T00:00:05Z, which"), problem.fault());
    assertEquals("1970-01-01T00-00-05Z", latest("2026-11-23T02:00:00Z"));
    assertEquals("2026-11-22T02-00-00Z", asOf("2026-11-22T12:00:00Z", "2026-11-23T02:00:00Z"));
  }

  @Test
  void ourOwnClockThatIsBehindIsNotTakenForOurs() throws IOException {
    take("2026-11-21T02:00:00Z");
    take("2026-11-22T02:00:00Z");
    assertFalse(verify(BEHIND, Duration.ofHours(26)).problems().isEmpty());
    assertEquals("2026-11-22T02-00-00Z", latest(BEHIND));
    assertEquals("2026-11-21T02-00-00Z", asOf("2026-11-21T12:00:00Z", BEHIND));
  }

  @Test
  void aStoreThatAnOldVersionFilledWithTheFutureIsContinuedTonight() throws IOException {
    take("2026-11-21T02:00:00Z");
    take(AHEAD);
    // As it named them: a second after the one from the future.
    take("2026-11-22T02:00:00Z");
    byOldVersion();
    move("2026-11-22T02-00-00Z", "2028-11-23T02-00-01Z");
    assertEquals("2028-11-23T02-00-01Z", latest("2026-11-22T03:00:00Z"));
    assertEquals("2028-11-23T02-00-01Z", asOf("2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"));
    assertFalse(verify("2026-11-22T03:00:00Z", Duration.ofHours(26)).problems().isEmpty());

    assertEquals("2026-11-23T02-00-00Z", take("2026-11-23T02:00:00Z").name().toString());
    assertEquals("2026-11-23T02-00-00Z", latest("2026-11-23T03:00:00Z"));
    assertEquals("2026-11-23T02-00-00Z", asOf("2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z"));
    VerifyResult sound = verify("2026-11-23T03:00:00Z", Duration.ofHours(26));
    assertEquals(ImmutableList.of(), sound.problems());
    assertEquals(2, sound.notes().size(), sound.notes().toString());
  }

  @Test
  void clocksThatDifferByAMinuteAreNoReasonForDoubt() throws IOException {
    take("2026-11-23T02:01:00Z");
    assertEquals("2026-11-23T02-01-01Z", take("2026-11-23T02:00:00Z").name().toString());
    VerifyResult result = verify("2026-11-23T02:00:30Z", Duration.ofHours(26));
    assertEquals(ImmutableList.of(), result.problems());
    assertEquals(ImmutableList.of(), result.notes());
  }

  /** Nights of many machines, of which no more than every third has a clock that is off. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverClocksSayTheChainIsWholeAndEveryNightIsFound(long seed) throws IOException {
    Random random = new Random(seed);
    Instant night = Instant.parse("2026-11-01T02:00:00Z");
    List<SnapshotName> right = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      night = night.plus(Duration.ofDays(1));
      boolean off = i % 3 == 1;
      Duration years = Duration.ofDays(random.nextInt(1, 20_000));
      Instant clock = !off ? night : random.nextBoolean() ? night.plus(years) : night.minus(years);
      registry.push(PAUSE, "v" + i, "layer " + i);
      SnapshotName name = take(clock.toString()).name();
      assertEquals(name.toString(), latest(night.plusSeconds(60).toString()));
      if (!off) {
        right.add(name);
        assertEquals(SnapshotName.at(night), name);
        for (SnapshotName each : right) {
          assertEquals(
              each.toString(), asOf(each.time().plusSeconds(30).toString(), night.toString()));
        }
        assertEquals(
            ImmutableList.of(),
            verify(night.plusSeconds(60).toString(), Duration.ofHours(26)).problems());
      }
    }
    assertEquals(12, new SnapshotList(store, FAN_OUT).list().size());
  }

  @CanIgnoreReturnValue
  private SnapshotTaken take(String clock) throws IOException {
    return takes.at(clock);
  }

  private String latest(String clock) throws IOException {
    return reader(clock).latest(repository -> true).orElseThrow().name().toString();
  }

  private String asOf(String moment, String clock) throws IOException {
    return reader(clock)
        .asOf(Instant.parse(moment), repository -> true)
        .orElseThrow()
        .name()
        .toString();
  }

  private SnapshotReader reader(String clock) {
    return new SnapshotReader(store, FAN_OUT, InstantSource.fixed(Instant.parse(clock)));
  }

  private VerifyResult verify(String clock, Duration maxAge) throws IOException {
    return new SnapshotVerify(store, FAN_OUT, InstantSource.fixed(Instant.parse(clock)))
        .verify(new VerifyRequest(Optional.empty(), new Depth.Existence(), Optional.of(maxAge)));
  }

  /** Roots of old versions do not say how many they continue, and were the only ones. */
  private void byOldVersion() throws IOException {
    OldVersion.rewrite(directory);
  }

  private void move(String from, String to) throws IOException {
    Path folder = directory.resolve("snapshots");
    Files.move(folder.resolve(from + ".json"), folder.resolve(to + ".json"));
  }
}
