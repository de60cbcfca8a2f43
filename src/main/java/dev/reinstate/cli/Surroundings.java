package dev.reinstate.cli;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.registry.Waiting;
import dev.reinstate.storage.StorageWaits;
import java.io.PrintStream;
import java.time.Clock;
import java.time.InstantSource;

/**
 * What a command gets from the process it runs in.
 *
 * @param environment the environment variables
 * @param out results only
 * @param err everything else
 * @param waiting how time passes between attempts
 * @param stop somebody outside wants the command to end
 */
public record Surroundings(
    ImmutableMap<String, String> environment,
    PrintStream out,
    PrintStream err,
    InstantSource clock,
    Waiting waiting,
    StopSignal stop) {

  /** The same with all but results going elsewhere. */
  Surroundings withErr(PrintStream other) {
    return new Surroundings(environment, out, other, clock, waiting, stop);
  }

  /** How a command waits for Google Cloud Storage. */
  StorageWaits storageWaits() {
    return new StorageWaits(stop, err::println, clock);
  }

  public static Surroundings ofProcess(StopSignal stop) {
    return new Surroundings(
        ImmutableMap.copyOf(System.getenv()),
        System.out,
        System.err,
        Clock.systemUTC(),
        Waiting.REAL,
        stop);
  }
}
