package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.util.Optional;

/**
 * The whole universe at three widths: a dry run for the memory of the whole process, and the
 * planner by itself for its time.
 */
final class PlanWorkload implements Workload {

  private static final ImmutableList<Integer> REGIONS = ImmutableList.of(22, 11, 3);

  @Override
  public String toString() {
    return "plan";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImmutableList.Builder<UniverseWidth> builder = ImmutableList.builder();
    for (int regions : REGIONS) {
      builder.add(UniverseWidth.prepare(setting, regions));
    }
    ImmutableList<UniverseWidth> widths = builder.build();
    // The widest holds all that the others want.
    RegistryProcess registry =
        EmbeddedRegistryProcess.start(
            widths.getFirst().directories().stream()
                .map(directory -> "--universe=" + directory)
                .toArray(String[]::new));
    return new StagedScene(
        "dry run over everything in place, and the planner alone with one image in 100 missing",
        "plan",
        Integer.MAX_VALUE,
        ImmutableList.of(registry),
        widths.stream()
            .flatMap(width -> PlanContenders.of(setting, width).stream())
            .collect(ImmutableList.toImmutableList()),
        standings -> targets(widths, standings));
  }

  private static ImmutableList<Target> targets(
      ImmutableList<UniverseWidth> widths, Standings standings) {
    UniverseWidth widest = widths.getFirst();
    UniverseWidth narrowest = Iterables.getLast(widths);
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    targets.addAll(
        standings.ofReinstate(
            run ->
                ImmutableList.of(
                    Target.atMost(512, "MiB peak of the whole process", run.peakMib().median()))));
    Optional<Spread> wide = planning(standings, widest);
    wide.ifPresent(plan -> targets.add(Target.atMost(2, "s to plan", plan.median())));
    wide.flatMap(plan -> planning(standings, narrowest).map(plan::ratioTo))
        .ifPresent(
            growth ->
                targets.add(
                    Target.atMost(
                        1.25
                            * Universe.edges(widest.desired())
                            / Universe.edges(narrowest.desired()),
                        "times as long for the most edges as for the fewest",
                        growth)));
    return targets.build();
  }

  private static Optional<Spread> planning(Standings standings, UniverseWidth width) {
    return standings.find(PlanContenders.planner(width)).flatMap(Standing::inside);
  }
}
