package dev.reinstate.registry.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.registry.pace.SimulatedProject.Quota;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One user's quota over 22 regions, in simulated time. */
final class GroupQuotaTest {

  private static final double PER_SECOND = 5000 / 60.0;

  /** From next door to the other side of the world. */
  private static final int[] REGIONS =
      IntStream.range(0, 22).map(region -> 5 + region * 245 / 21).toArray();

  @ParameterizedTest
  @CsvSource({
    // burst, requests a second that the run would ask
    "83, 80",
    "5000, 80",
    "83, 1000",
    "5000, 1000",
    "83, 100",
  })
  void quotaThatRefillsAllTheTimeIsUsedUpAndHardlyExceeded(int burst, double rate) {
    SimulatedProject project = new SimulatedProject(Quota.bucket(PER_SECOND, burst));
    project.run(() -> rate, REGIONS, requests(rate) / REGIONS.length);
    assertWithinQuota(project, requests(rate));
  }

  @ParameterizedTest
  @CsvSource({
    // second of the minute in which the run begins, used up by others in it, requests a second
    "0, 0, 80",
    "45, 0, 80",
    "10, 5000, 80",
    "0, 3000, 80",
    "0, 0, 100",
    "0, 0, 1000",
    "30, 0, 1000",
    "59, 2000, 1000",
    "0, 5000, 100",
  })
  void quotaOfEachMinuteIsUsedUpAndHardlyExceeded(int second, int used, double rate) {
    SimulatedProject project = new SimulatedProject(Quota.minutes(5000, second, used));
    project.run(() -> rate, REGIONS, requests(rate) / REGIONS.length);
    assertWithinQuota(project, requests(rate) + used);
  }

  /** Who would ask twelve times the quota needs a while until that is known. */
  private static int requests(double rate) {
    return rate > 500 ? 100_000 : 22_000;
  }

  private static void assertWithinQuota(SimulatedProject project, int requests) {
    project.finish();
    double stretch = project.seconds() / (requests / PER_SECOND);
    assertTrue(stretch <= 1.1, () -> "took " + stretch + " of requests over quota");
    assertTrue(project.refused() <= 0.01, () -> project.refused() + " were refused");
  }

  /** One with near regions, one with far ones, one with as many requests for a single region. */
  @Test
  void shardsThatAskTheirPartsFinishTogetherWithoutARefusal() {
    SimulatedProject project = new SimulatedProject(Quota.minutes(5000, 20, 0));
    DoubleSupplier part = () -> 80 / 3.0;
    project.run(part, new int[] {5, 10}, 8_000);
    project.run(part, new int[] {250, 240}, 8_000);
    project.run(part, new int[] {100}, 16_000);
    project.finish();
    assertEquals(0, project.refused());
    assertTrue(
        project.firstFinished() >= 0.99 * project.seconds(),
        () -> project.firstFinished() + " s and " + project.seconds() + " s");
  }

  /** Nothing tells them how many they are. */
  @Test
  void runsThatKnowNothingOfEachOtherShareWhatThereIs() {
    SimulatedProject project = new SimulatedProject(Quota.minutes(5000, 0, 0));
    for (int i = 0; i < 3; i++) {
      project.run(() -> 80, REGIONS, 1_000);
    }
    project.finish();
    assertTrue(project.refused() <= 0.02, () -> project.refused() + " were refused");
    assertTrue(
        project.firstFinished() >= 0.6 * project.seconds(),
        () -> project.firstFinished() + " s and " + project.seconds() + " s");
  }
}
