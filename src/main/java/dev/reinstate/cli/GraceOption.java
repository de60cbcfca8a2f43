package dev.reinstate.cli;

import dev.reinstate.concurrent.StopSignal;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a run that is asked to stop may end. */
final class GraceOption {

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description =
          "how long what runs may take to finish after SIGINT or SIGTERM (default:"
              + " ${DEFAULT-VALUE})",
      defaultValue = "600")
  private int seconds;

  void apply(StopSignal stop, UsageProblems problems) {
    if (seconds < 0) {
      problems.add("--grace: " + seconds + " is less than 0");
      return;
    }
    stop.allow(Duration.ofSeconds(seconds));
  }
}
