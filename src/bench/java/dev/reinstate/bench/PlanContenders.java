package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Reinstate, and its planner by itself. */
final class PlanContenders {

  private PlanContenders() {}

  static ImmutableList<Contender> of(Setting setting, UniverseWidth width) {
    return ImmutableList.of(dryRun(setting, width), plannerAlone(width));
  }

  static String planner(UniverseWidth width) {
    return "planner, " + width;
  }

  private static Contender dryRun(Setting setting, UniverseWidth width) {
    return new Contender(
        "reinstate, " + width,
        setting.reinstate(),
        registries ->
            setting
                .reinstate()
                .with(
                    Stream.of(
                            Stream.of("reconcile"),
                            width.directories().stream()
                                .map(directory -> "--thin-manifest-dir=" + directory),
                            Universe.rewrites(width.desired(), registries.source()).stream())
                        .flatMap(words -> words)
                        .collect(ImmutableList.toImmutableList())),
        ListContenders::isInPlace);
  }

  private static Contender plannerAlone(UniverseWidth width) {
    Program planning = JavaProgram.of(PlanTiming.class);
    long actions = PlanTiming.missing(width.desired());
    return new Contender(
        planner(width),
        planning,
        registries ->
            planning.with(
                width.directories().stream()
                    .map(Path::toString)
                    .collect(ImmutableList.toImmutableList())),
        (run, registries) -> {
          if (run.exit() != 0) {
            throw new WrongResultException(run.complaint());
          }
          if (!run.lines().findFirst().orElse("").equals(String.valueOf(actions))) {
            throw new WrongResultException(run.lines().findFirst() + " instead of " + actions);
          }
        },
        run -> OptionalDouble.of(Double.parseDouble(run.lastLine())));
  }
}
