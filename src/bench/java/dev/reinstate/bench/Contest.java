package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Lets all contenders of a scene do its work in turns, each time from the same start. */
final class Contest {

  private final Scene scene;
  private final RegistryGroup registries;
  private final Stopwatch stopwatch;
  private final Rounds rounds;
  private final PrintStream progress;

  Contest(Scene scene, Stopwatch stopwatch, Rounds rounds, PrintStream progress) {
    this.scene = scene;
    this.registries = new RegistryGroup(scene.registries());
    this.stopwatch = stopwatch;
    this.rounds = rounds;
    this.progress = progress;
  }

  Standings run() throws IOException, InterruptedException {
    List<Entrant> entrants = new ArrayList<>();
    scene.contenders().forEach(contender -> entrants.add(new Entrant(contender)));
    if (registries.countingIsFree()) {
      warmUp(entrants);
    } else {
      for (Entrant entrant : entrants) {
        countedRound(entrant);
      }
    }
    for (int round = 1; round <= Math.min(rounds.most(), scene.mostRounds()); round++) {
      // To and fro, so that nobody always comes after the same one.
      for (Entrant entrant : round % 2 == 1 ? entrants : entrants.reversed()) {
        if (entrant.takesPartIn(round, rounds)) {
          timedRound(entrant, round);
        }
      }
    }
    return new Standings(
        entrants.stream().map(Entrant::standing).collect(ImmutableList.toImmutableList()));
  }

  /**
   * The registries' code should be compiled before anybody's time counts: for what Reinstate asks
   * and for what a peer does.
   */
  private void warmUp(List<Entrant> entrants) throws IOException, InterruptedException {
    List<Entrant> able = entrants.stream().filter(entrant -> !entrant.isOut()).limit(2).toList();
    for (Entrant entrant : registries.all().isEmpty() ? List.<Entrant>of() : able) {
      registries.restore();
      warmUp(entrant);
    }
  }

  private void warmUp(Entrant entrant) throws IOException, InterruptedException {
    try {
      Finished run = run(entrant, registries.direct());
      say("%s: warmed up in %.2f s", entrant.contender().name(), run.cost().wallSeconds());
    } catch (WrongResultException e) {
      drop(entrant, e);
    }
  }

  /** Through what counts, which takes time of its own; it also warms everything up. */
  private void countedRound(Entrant entrant) throws IOException, InterruptedException {
    if (entrant.isOut()) {
      return;
    }
    Addresses through = registries.counted();
    registries.restore();
    try {
      Finished run = run(entrant, through);
      entrant.counted(registries.traffic());
      entrant.contender().check().examine(run, registries.direct());
      say("%s: counted", entrant.contender().name());
    } catch (WrongResultException e) {
      drop(entrant, e);
    }
  }

  private void timedRound(Entrant entrant, int round) throws IOException, InterruptedException {
    Addresses direct = registries.direct();
    registries.restore();
    Command command = entrant.contender().start().against(direct);
    double before = registries.cpuSeconds();
    Instant start = Instant.now();
    try {
      Finished run = stopwatch.run(command, entrant.contender().companion());
      double asked = registries.cpuSeconds() - before;
      OptionalDouble first =
          registries.activity().stream()
              .mapToDouble(each -> each.secondsToFirst(start))
              .findFirst();
      if (registries.countingIsFree()) {
        entrant.counted(registries.traffic());
      }
      entrant.contender().check().examine(run, direct);
      OptionalDouble told = entrant.contender().probe().examine(run);
      OptionalDouble inside = scene.insideMeans().equals(Scene.FIRST_REQUEST) ? first : told;
      entrant.timed(new Sample(run.cost(), asked, inside));
      say("%s, round %d: %.2f s", entrant.contender().name(), round, run.cost().wallSeconds());
    } catch (WrongResultException e) {
      drop(entrant, e);
    }
  }

  private Finished run(Entrant entrant, Addresses at)
      throws IOException, InterruptedException, WrongResultException {
    Contender contender = entrant.contender();
    return stopwatch.run(contender.start().against(at), contender.companion());
  }

  private void drop(Entrant entrant, WrongResultException why) {
    entrant.drop(why.getMessage());
    say("%s is out: %s", entrant.contender().name(), why.getMessage());
  }

  @FormatMethod
  private void say(String format, Object... values) {
    progress.println("  " + String.format(Locale.ROOT, format, values));
  }
}
