package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the time of a run went: the arithmetic and its text. */
final class ProfileTest {

  private static final Instant START = Instant.ofEpochSecond(100);

  @Test
  void phasesAddUpToTheWhole() {
    Activity activity = new Activity(START.plusMillis(750), START.plusMillis(1750));
    assertEquals(new Phases(0.75, 1, 0.25), Phases.of(START, 2, activity));
  }

  @Test
  void activityIsFromTheFirstOfAllToTheLastOfAll() {
    Activity early = new Activity(START, START.plusSeconds(1));
    Activity late = new Activity(START.plusMillis(500), START.plusSeconds(3));
    Activity both = new Activity(START, START.plusSeconds(3));
    assertEquals(both, early.join(late));
    assertEquals(both, late.join(early));
    assertEquals(both, both.join(new Activity(START.plusSeconds(1), START.plusSeconds(2))));
  }

  @Test
  void theRestIsWhatNoThreadExplains() {
    Profile profile =
        profile(3, ImmutableMap.of(ThreadKind.COMPILERS, 1.25, ThreadKind.REST, 0.125));
    assertEquals(
        ImmutableMap.of(ThreadKind.COMPILERS, 1.25, ThreadKind.REST, 1.75), profile.shares());
    assertEquals(
        0.0, profile(1, ImmutableMap.of(ThreadKind.COMPILERS, 1.25)).shares().get(ThreadKind.REST));
  }

  @Test
  void busyIsOfAllProcessorsAndNeverMoreThanAllOfThem() {
    assertEquals(0.75, profile(2, ImmutableMap.of()).busy());
    assertEquals(1, profile(20, ImmutableMap.of()).busy());
  }

  @Test
  void saysItInThreeLines() {
    assertEquals(
        List.of(
            "profile: wall 2.00 s = start 0.75 + requests 1.00 + end 0.25; of it 0.06 before the"
                + " JVM",
            "profile: CPU 2.00 s = compilers 1.25 + main 0.50 + rest 0.25",
            "profile: besides, registries 0.80 s, all else 0.20 s; 2 processors busy 75%"),
        profile(2, ImmutableMap.of(ThreadKind.COMPILERS, 1.25, ThreadKind.MAIN, 0.5)).lines());
  }

  @Test
  void theMachineIsBusyWithWhatIsNeitherIdlenessNorWaitingForDisksNorCountedTwice() {
    String stat =
        """
        cpu  1000 200 300 40000 5000 6 70 8 900 10
        cpu0 1 1 1 1 1 1 1 1 1 1
        """;
    assertEquals(15.84, MachineCpu.seconds(stat), 1e-9);
  }

  private static Profile profile(double cpu, ImmutableMap<ThreadKind, Double> threads) {
    return new Profile(2, 0.06, Optional.of(new Phases(0.75, 1, 0.25)), cpu, threads, 0.8, 0.2, 2);
  }
}
