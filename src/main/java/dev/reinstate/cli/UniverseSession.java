package dev.reinstate.cli;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.universe.Control;
import dev.reinstate.sandbox.universe.Damage;
import dev.reinstate.sandbox.universe.HostCounts;
import dev.reinstate.sandbox.universe.Universe;
import dev.reinstate.sandbox.universe.UniverseFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The commands over a universe.
 *
 * @param rate requests a second that keep below the user's quota; empty where there is none
 */
record UniverseSession(
    Showing showing,
    Universe universe,
    UniverseFiles files,
    Optional<String> rate,
    ImmutableList<Damage> damage) {

  /** Runs the main job dry. */
  ExitCode play() throws IOException {
    stage();
    Stopwatch time = Stopwatch.createStarted();
    ExitCode code = showing.run(reconcile());
    showing.say(
        "%.1f s; %,d requests, of which %,d for tokens; %,d refused"
            .formatted(
                time.elapsed(TimeUnit.MILLISECONDS) / 1e3,
                sum(HostCounts::requests),
                sum(HostCounts::tokens),
                sum(HostCounts::refused)));
    return code;
  }

  /** Keeps running. */
  ExitCode serve(int port) throws IOException, InterruptedException {
    try (Control control = new Control(universe, port)) {
      stage();
      showing.say("The universe stays up until you interrupt this. Try:");
      showing.show(reconcile());
      showing.show(reconcile("--confirm"));
      showing.say("$ curl -s " + control.origin() + "/counts");
      showing.say("$ curl -s -X POST " + control.origin() + "/damage/" + Damage.GONE.word());
      showing.say("$ curl -s -X POST " + control.origin() + "/reset");
      showing.say("A mirror serves all blobs: " + universe.mirrorUrl());
      showing.context().stop().await();
      return ExitCode.DONE;
    }
  }

  private void stage() throws IOException {
    files.write(universe);
    for (Damage each : damage) {
      showing.say("damage " + universe.strike(each));
    }
  }

  private List<String> reconcile(String... more) {
    return ImmutableList.<String>builder()
        .add("reconcile", "@" + files.options())
        .addAll(rate.stream().map(each -> "--total-rate=" + each).toList())
        .add(more)
        .build();
  }

  private long sum(ToLongFunction<HostCounts> count) {
    return universe.counts().values().stream().mapToLong(count).sum();
  }
}
