package dev.reinstate.cli.option;

import dev.reinstate.concurrent.StopSignal;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a run that is asked to stop may end. */
public final class GraceOption {

  /** What a run may need to finish the image it is at. */
  private static final Duration OF_A_RUN = Duration.ofMinutes(10);

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description =
          "how long what runs may take to finish after SIGINT or SIGTERM (default: 600; for audit"
              + " 8)")
  private Integer seconds;

  public void apply(StopSignal stop, UsageProblems problems) {
    apply(stop, OF_A_RUN, problems);
  }

  /**
   * How long what runs may go on once the run is to stop.
   *
   * @param otherwise where the user says nothing
   */
  public void apply(StopSignal stop, Duration otherwise, UsageProblems problems) {
    if (seconds == null) {
      stop.allow(otherwise);
      return;
    }
    problems.addIfLess("--grace", seconds, 0);
    stop.allow(Duration.ofSeconds(seconds));
  }
}
