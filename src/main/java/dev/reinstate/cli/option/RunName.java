package dev.reinstate.cli.option;

import java.util.Map;

/** What this run is called where humans look for it. */
public final class RunName {

  private RunName() {}

  /** Prow's name for the run, or whose process it is. */
  public static String of(Map<String, String> environment) {
    String job = environment.get("JOB_NAME");
    return job == null
        ? "%s@%s, process %d"
            .formatted(
                environment.getOrDefault("USER", "somebody"),
                environment.getOrDefault("HOSTNAME", "this machine"),
                ProcessHandle.current().pid())
        : job + ", build " + environment.getOrDefault("BUILD_ID", "unknown");
  }
}
