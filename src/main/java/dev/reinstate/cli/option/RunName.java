package dev.reinstate.cli.option;

import java.util.Map;

/** What this run is called where humans look for it. */
public final class RunName {

  private RunName() {}

  /** Prow's name for the run, or an Indexed Job's, or whose process it is. */
  public static String of(Map<String, String> environment) {
    String job = environment.get("JOB_NAME");
    String build = environment.get("BUILD_ID");
    String machine = environment.getOrDefault("HOSTNAME", "this machine");
    if (job == null) {
      return "%s@%s, process %d"
          .formatted(
              environment.getOrDefault("USER", "somebody"), machine, ProcessHandle.current().pid());
    }
    return build == null ? job + ", on " + machine : job + ", build " + build;
  }
}
