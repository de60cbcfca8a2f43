package dev.reinstate.report.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.report.Incident;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results belong together, by their names alone. */
final class NewestRunTest {

  private static final String FIRST = "2026-11-27T20-23-00.000Z.reconcile.shard-0-of-2.friday";
  private static final String SECOND = "2026-11-27T20-23-01.500Z.reconcile.shard-1-of-2.friday";

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIRST,
        "2026-11-27T20-23-00.120Z.scrub-dry-run.whole",
        "2026-11-27T20-23-00.120Z.reconcile.whole.ci-k8sio-reinstate.1234",
      })
  void aNameIsReadBackAsItWasWritten(String name) {
    assertEquals(name, ResultName.parse(name).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "result",
        "2026-11-27T20-23-00Z.reconcile.whole",
        "2026-13-27T20-23-00.000Z.reconcile.whole",
        "2026-11-27T20-23-00.000Z.reconcile.shard-2-of-2.friday",
        "2026-11-27T20-23-00.000Z.reconcile.shard-0-of-2.a b",
      })
  void whatIsNoNameIsNotTakenForOne(String name) {
    assertEquals(Optional.empty(), ResultName.parse(name));
  }

  @Test
  void aRunIsNamedByWhatItDidWhenItEnded() {
    ResultName dry = ResultName.of(Incident.dry(36), Optional.of("friday"));
    ResultName confirmed = ResultName.of(Incident.confirmed(36), Optional.empty());
    assertEquals("reconcile-dry-run", dry.kind());
    assertEquals("reconcile", confirmed.kind());
    assertEquals(Incident.dry(36).createdAt(), dry.time());
    assertEquals(dry.time().plusMillis(1), dry.next().time());
    assertThrows(IllegalArgumentException.class, () -> ResultName.run("a/b"));
  }

  @Test
  void theNewestOfEveryShardIsUsed() {
    String again = "2026-11-27T20-24-00.000Z.reconcile.shard-0-of-2.friday";
    NewestRun newest = newest(FIRST, SECOND, again);
    assertEquals(ImmutableList.of(again, SECOND), names(newest));
    assertEquals(1, newest.superseded());
    assertEquals(ImmutableList.of(), newest.others());
  }

  @Test
  void anotherRunOrKindOrNumberOfShardsIsAnother() {
    String thursday = "2026-11-26T20-24-00.000Z.reconcile.shard-0-of-2.thursday";
    String eight = "2026-11-27T20-20-00.000Z.reconcile.shard-1-of-8.friday";
    String dry = "2026-11-27T20-21-00.000Z.reconcile-dry-run.shard-1-of-2.friday";
    String whole = "2026-11-27T20-22-00.000Z.reconcile.whole.friday";
    NewestRun newest = newest(thursday, eight, dry, whole, FIRST);
    assertEquals(ImmutableList.of(FIRST), names(newest));
    assertEquals(0, newest.superseded());
    assertEquals(ImmutableList.of("thursday"), newest.others());
    assertEquals(ImmutableList.of("reconcile-dry-run"), newest.kinds());
    assertEquals(
        ImmutableList.of(whole, eight), newest.apart().stream().map(ResultName::toString).toList());
    assertEquals(
        ImmutableList.of(thursday),
        names(
            NewestRun.of(set(thursday, FIRST), Optional.of("thursday"), Optional.empty())
                .orElseThrow()));
    assertEquals(
        Optional.empty(), NewestRun.of(set(FIRST), Optional.of("saturday"), Optional.empty()));
  }

  @Test
  void ofWholeRunsThereIsOne() {
    String older = "2026-11-26T20-24-00.000Z.scrub.whole";
    String newer = "2026-11-27T20-24-00.000Z.scrub.whole";
    assertEquals(ImmutableList.of(newer), names(newest(older, newer)));
    assertEquals(
        new ResultName(
            Instant.parse("2026-11-27T20:24:00Z"), "scrub", Optional.empty(), Optional.empty()),
        newest(older, newer).used().getFirst());
    assertEquals(Optional.of(new Shard(1, 2)), ResultName.parse(SECOND).flatMap(ResultName::shard));
  }

  @Test
  void whatEndedMoreThanADayBeforeIsAnotherRunWhateverItIsCalled() {
    String week = "2026-11-20T20-23-01.500Z.reconcile.shard-1-of-2.friday";
    String dayBefore = "2026-11-26T20-22-59.999Z.reconcile.shard-1-of-2.friday";
    NewestRun newest = newest(week, dayBefore, FIRST);
    assertEquals(ImmutableList.of(FIRST), names(newest));
    assertEquals(0, newest.superseded());
    assertEquals(
        ImmutableList.of(dayBefore, week),
        newest.apart().stream().map(ResultName::toString).toList());
    String within = "2026-11-26T20-23-00.000Z.reconcile.shard-1-of-2.friday";
    assertEquals(ImmutableList.of(FIRST, within), names(newest(week, within, FIRST)));
  }

  @Test
  void aKindThatIsNotTheNewestCanBeAskedFor() {
    String reconcile = "2026-11-25T20-24-00.000Z.reconcile.whole";
    String scrub = "2026-11-26T20-24-00.000Z.scrub.whole";
    assertEquals(ImmutableList.of("reconcile"), newest(reconcile, scrub).kinds());
    NewestRun asked =
        NewestRun.of(set(reconcile, scrub), Optional.empty(), Optional.of("reconcile"))
            .orElseThrow();
    assertEquals(ImmutableList.of(reconcile), names(asked));
    assertEquals(ImmutableList.of("scrub"), asked.kinds());
  }

  private static NewestRun newest(String... names) {
    return NewestRun.of(set(names), Optional.empty(), Optional.empty()).orElseThrow();
  }

  private static ImmutableSortedSet<ResultName> set(String... names) {
    return Stream.of(names)
        .flatMap(name -> ResultName.parse(name).stream())
        .collect(ImmutableSortedSet.toImmutableSortedSet(ResultName::compareTo));
  }

  private static ImmutableList<String> names(NewestRun newest) {
    return newest.used().stream()
        .map(ResultName::toString)
        .collect(ImmutableList.toImmutableList());
  }
}
