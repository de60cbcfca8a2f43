package dev.reinstate;

import dev.reinstate.cli.Cli;
import dev.reinstate.cli.Shutdown;
import dev.reinstate.cli.Surroundings;

/** The single main class. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Shutdown shutdown = Shutdown.install(System.err);
    shutdown.exit(new Cli(Surroundings.ofProcess(shutdown.stop())).run(args));
  }
}
