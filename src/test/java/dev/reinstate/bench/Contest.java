package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Lets all contenders of a scene do its work in turns, each time from the same start. */
final class Contest {

  private final Scene scene;
  private final Stopwatch stopwatch;
  private final Rounds rounds;
  private final PrintStream progress;

  Contest(Scene scene, Stopwatch stopwatch, Rounds rounds, PrintStream progress) {
    this.scene = scene;
    this.stopwatch = stopwatch;
    this.rounds = rounds;
    this.progress = progress;
  }

  Standings run() throws IOException, InterruptedException {
    List<Entrant> entrants = new ArrayList<>();
    scene.contenders().forEach(contender -> entrants.add(new Entrant(contender)));
    if (countingIsFree()) {
      warmUp(entrants);
    } else {
      for (Entrant entrant : entrants) {
        countedRound(entrant);
      }
    }
    for (int round = 1; round <= Math.min(rounds.most(), scene.mostRounds()); round++) {
      for (Entrant entrant : entrants) {
        if (entrant.takesPartIn(round, rounds)) {
          timedRound(entrant, round);
        }
      }
    }
    return new Standings(
        entrants.stream().map(Entrant::standing).collect(ImmutableList.toImmutableList()));
  }

  private boolean countingIsFree() {
    return scene.registries().stream().allMatch(RegistryProcess::alwaysCounts);
  }

  /** The registries' code should be compiled before anybody's time counts. */
  private void warmUp(List<Entrant> entrants) throws IOException, InterruptedException {
    for (Entrant peer : entrants.subList(1, entrants.size())) {
      if (!peer.isOut()) {
        restore();
        warmUp(peer);
        return;
      }
    }
  }

  private void warmUp(Entrant peer) throws IOException, InterruptedException {
    try {
      Finished run = run(peer, addresses(false));
      say("%s: warmed up in %.2f s", peer.contender().name(), run.cost().wallSeconds());
    } catch (WrongResultException e) {
      drop(peer, e);
    }
  }

  /** Through what counts, which takes time of its own; it also warms everything up. */
  private void countedRound(Entrant entrant) throws IOException, InterruptedException {
    if (entrant.isOut()) {
      return;
    }
    Addresses through = addresses(true);
    restore();
    try {
      Finished run = run(entrant, through);
      entrant.counted(traffic());
      entrant.contender().check().examine(run, addresses(false));
      say("%s: counted", entrant.contender().name());
    } catch (WrongResultException e) {
      drop(entrant, e);
    }
  }

  private void timedRound(Entrant entrant, int round) throws IOException, InterruptedException {
    Addresses direct = addresses(false);
    restore();
    Command command = entrant.contender().start().against(direct);
    double before = registryCpu();
    Instant start = Instant.now();
    try {
      Finished run = stopwatch.run(command, entrant.contender().companion());
      double registries = registryCpu() - before;
      OptionalDouble first = firstRequest(start);
      if (countingIsFree()) {
        entrant.counted(traffic());
      }
      entrant.contender().check().examine(run, direct);
      OptionalDouble told = entrant.contender().probe().examine(run);
      OptionalDouble inside = scene.insideMeans().equals(Scene.FIRST_REQUEST) ? first : told;
      entrant.timed(new Sample(run.cost(), registries, inside));
      say("%s, round %d: %.2f s", entrant.contender().name(), round, run.cost().wallSeconds());
    } catch (WrongResultException e) {
      drop(entrant, e);
    }
  }

  private Finished run(Entrant entrant, Addresses registries)
      throws IOException, InterruptedException, WrongResultException {
    Contender contender = entrant.contender();
    return stopwatch.run(contender.start().against(registries), contender.companion());
  }

  private void drop(Entrant entrant, WrongResultException why) {
    entrant.drop(why.getMessage());
    say("%s is out: %s", entrant.contender().name(), why.getMessage());
  }

  private void restore() throws IOException {
    for (RegistryProcess registry : scene.registries()) {
      registry.restore();
    }
  }

  private Addresses addresses(boolean counted) {
    return new Addresses(
        scene.registries().stream()
            .flatMap(each -> (counted ? each.countedHosts() : each.hosts()).stream())
            .collect(ImmutableList.toImmutableList()));
  }

  private ImmutableList<Traffic> traffic() throws IOException {
    ImmutableList.Builder<Traffic> traffic = ImmutableList.builder();
    for (RegistryProcess registry : scene.registries()) {
      traffic.add(registry.traffic());
    }
    return traffic.build();
  }

  private OptionalDouble firstRequest(Instant start) throws IOException {
    for (RegistryProcess registry : scene.registries()) {
      Optional<Instant> first = registry.firstRequest();
      if (first.isPresent()) {
        return OptionalDouble.of(Duration.between(start, first.get()).toNanos() / 1e9);
      }
    }
    return OptionalDouble.empty();
  }

  private double registryCpu() throws IOException {
    double sum = 0;
    for (RegistryProcess registry : scene.registries()) {
      sum += registry.cpuSeconds();
    }
    return sum;
  }

  @FormatMethod
  private void say(String format, Object... values) {
    progress.println("  " + String.format(Locale.ROOT, format, values));
  }
}
