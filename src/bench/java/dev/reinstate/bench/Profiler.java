package dev.reinstate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;

/** Lets the first contender of a scene do its work once more, watched, which does not count. */
final class Profiler {

  private final Scene scene;
  private final Stopwatch stopwatch;
  private final PrintStream progress;

  Profiler(Scene scene, Stopwatch stopwatch, PrintStream progress) {
    this.scene = scene;
    this.stopwatch = stopwatch;
    this.progress = progress;
  }

  /** Empty where the machine does not tell, or the result was wrong. */
  Optional<Profile> profile() throws IOException, InterruptedException {
    if (!ThreadWatch.isPossible()) {
      return Optional.empty();
    }
    try {
      Profile profile = watched(scene.contenders().getFirst());
      progress.println("  profiled");
      return Optional.of(profile);
    } catch (WrongResultException e) {
      progress.println("  no profile: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Profile watched(Contender contender)
      throws IOException, InterruptedException, WrongResultException {
    RegistryGroup registries = new RegistryGroup(scene.registries());
    registries.restore();
    Command command = contender.start().against(registries.direct());
    ThreadWatch watch = new ThreadWatch(contender.companion());
    double registriesBefore = registries.cpuSeconds();
    double machineBefore = MachineCpu.seconds();
    Instant start = Instant.now();
    Finished run = stopwatch.run(command, watch);
    double machine = MachineCpu.seconds() - machineBefore;
    double asked = registries.cpuSeconds() - registriesBefore;
    Optional<Activity> activity = registries.activity();
    contender.check().examine(run, registries.direct());
    double wall = run.cost().wallSeconds();
    double cpu = run.cost().cpuSeconds();
    return new Profile(
        wall,
        watch.javaSince().map(java -> Activity.seconds(start, java)).orElse(0.0),
        activity.map(when -> Phases.of(start, wall, when)),
        cpu,
        watch.secondsByKind(),
        asked,
        Math.max(0, machine - cpu - asked),
        Runtime.getRuntime().availableProcessors());
  }
}
