package dev.reinstate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * A way to do a workload.
 *
 * @param name as the table shows it, with what matters of its options
 * @param start the program to run
 * @param check whether it did all of it
 * @param probe what it says of itself
 * @param companion what is done to it while it runs
 */
record Contender(
    String name, Program program, Start start, Check check, Probe probe, Companion companion) {

  Contender(String name, Program program, Start start, Check check) {
    this(name, program, start, check, Probe.NONE);
  }

  Contender(String name, Program program, Start start, Check check, Probe probe) {
    this(name, program, start, check, probe, Companion.NONE);
  }

  /** The same with another command. */
  Contender with(BiFunction<Command, Addresses, Command> change) {
    return new Contender(
        name,
        program,
        registries -> change.apply(start.against(registries), registries),
        check,
        probe,
        companion);
  }

  /** Says what to run, and writes the files it needs beforehand. */
  @FunctionalInterface
  interface Start {
    Command against(Addresses registries) throws IOException;
  }

  /** Finds in its output how long the interesting part took, in seconds. */
  @FunctionalInterface
  interface Probe {
    Probe NONE = run -> OptionalDouble.empty();

    OptionalDouble examine(Finished run) throws IOException;
  }

  /** Works with a program that runs until it is told to end, and tells it. */
  @FunctionalInterface
  interface Companion {
    Companion NONE = (process, err) -> {};

    void accompany(Process process, Path err) throws IOException, InterruptedException;
  }

  /** Throws when a run that has ended did less than the workload asks. */
  @FunctionalInterface
  interface Check {
    void examine(Finished run, Addresses registries)
        throws IOException, InterruptedException, WrongResultException;
  }
}
