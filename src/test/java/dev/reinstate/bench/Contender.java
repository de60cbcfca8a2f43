package dev.reinstate.bench;

import java.io.IOException;

/**
 * A way to do a workload.
 *
 * @param name as the table shows it, with what matters of its options
 * @param start the program to run
 * @param check whether it did all of it
 */
record Contender(String name, Program program, Start start, Check check) {

  /** Says what to run, and writes the files it needs beforehand. */
  @FunctionalInterface
  interface Start {
    Command against(Addresses registries) throws IOException;
  }

  /** Throws when a run that has ended did less than the workload asks. */
  @FunctionalInterface
  interface Check {
    void examine(Finished run, Addresses registries)
        throws IOException, InterruptedException, WrongResultException;
  }
}
