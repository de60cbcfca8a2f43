package dev.reinstate;

import dev.reinstate.cli.Cli;
import dev.reinstate.cli.Surroundings;

/** The single main class. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(new Cli(Surroundings.ofProcess()).run(args).value());
  }
}
