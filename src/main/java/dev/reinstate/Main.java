package dev.reinstate;

import dev.reinstate.cli.Cli;
import dev.reinstate.cli.ExitCode;
import dev.reinstate.cli.Shutdown;
import dev.reinstate.cli.Surroundings;

/** The single main class. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Shutdown shutdown = Shutdown.install(System.err);
    ExitCode code = ExitCode.UNEXPECTED;
    try {
      code = new Cli(Surroundings.ofProcess(shutdown.stop())).run(args);
    } catch (Error e) {
      e.printStackTrace();
    }
    shutdown.exit(code);
  }
}
