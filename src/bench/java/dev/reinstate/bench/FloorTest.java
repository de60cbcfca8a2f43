package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What nobody can undercut on a machine shared with the registries. */
final class FloorTest {

  @Test
  void isWhatTheRegistriesNeedAtLeastOnAllProcessors() {
    Floor floor =
        Floor.of(
                result(
                    Scene.FIRST_REQUEST,
                    standing("reinstate", 3, 0.5, 0.4),
                    standing("peer", 2, 0.1)),
                2)
            .orElseThrow();
    assertEquals(new Floor(2, 2, OptionalDouble.of(0.4)), floor);
    assertEquals(1.0, floor.seconds());
    assertEquals(1.4, floor.secondsAfterStart());
    assertEquals(
        "floor: 1.00 s, since the registries alone need 2.00 s of 2 processors; 1.40 s after a"
            + " start of 0.40 s",
        floor.toString());
  }

  @Test
  void knowsNoStartWhereSomethingElseIsTimedInside() {
    Floor floor = Floor.of(result("plan", standing("reinstate", 3, 0.5)), 2).orElseThrow();
    assertEquals(
        "floor: 1.50 s, since the registries alone need 3.00 s of 2 processors", floor.toString());
    assertEquals(1.5, floor.secondsAfterStart());
  }

  @Test
  void thereIsNoneWhereRegistriesDoNothing() {
    assertEquals(
        Optional.empty(), Floor.of(result(Scene.FIRST_REQUEST, standing("reinstate", 0, 0.5)), 2));
  }

  @Test
  void saysWhetherAnybodyCouldHaveMetATarget() {
    Floor floor = new Floor(2, 2, OptionalDouble.of(0.4));
    Target target = Target.faster(3, standing("peer", 1, 0.1), standing("reinstate", 1, 0.1));
    assertEquals(
        "floor: 3.00 times as fast as peer would be 0.99 s, less than the registries alone need",
        floor.verdict(target, 0.99));
    assertEquals(
        "floor: 3.00 times as fast as peer would be 1.39 s, less than start and registries need",
        floor.verdict(target, 1.39));
    assertEquals(
        "floor: 3.00 times as fast as peer would be 1.41 s, not below it",
        floor.verdict(target, 1.41));
  }

  @Test
  void aTargetKnowsTheTimeThatMeetsIt() {
    Target target = Target.faster(3, standing("peer", 1, 0.1), standing("reinstate", 1, 0.1));
    assertEquals(2.0, target.wallSeconds().orElseThrow());
    assertEquals(1.0, target.measured());
    assertEquals(OptionalDouble.empty(), Target.atMost(2, "requests", 1).wallSeconds());
  }

  /** Each round takes six seconds. */
  private static Standing standing(String name, double registryCpu, double... firstRequests) {
    return new Standing(
        name,
        DoubleStream.of(firstRequests)
            .mapToObj(
                first -> new Sample(new Cost(6, 5, 100), registryCpu, OptionalDouble.of(first)))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of(),
        Optional.empty());
  }

  private static WorkloadResult result(String insideMeans, Standing... standings) {
    return new WorkloadResult(
        "work",
        "some work",
        insideMeans,
        new Standings(ImmutableList.copyOf(standings)),
        ImmutableList.of(),
        ImmutableList.of(),
        Optional.empty());
  }
}
