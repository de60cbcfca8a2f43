package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.registry.pace.RetryTiming;
import dev.reinstate.storage.StorageWaits;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What a command gets from the process it runs in.
 *
 * @param environment the environment variables
 * @param output results only
 * @param err everything else
 * @param waiting how time passes between attempts
 * @param stop somebody outside wants the command to end
 */
public record ProcessContext(
    ImmutableMap<String, String> environment,
    StandardOutput output,
    PrintStream err,
    InstantSource clock,
    RetryTiming waiting,
    StopSignal stop) {

  public PrintStream out() {
    return output.stream();
  }

  /** Says what was done where results go; where that takes nothing, on standard error as well. */
  public void tell(Consumer<PrintStream> done) {
    done.accept(out());
    if (output.failure().isPresent()) {
      done.accept(err);
    }
  }

  /** That of the process, in UTF-8 whatever the locale. */
  public static PrintStream standardError() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), /* autoFlush= */ true, UTF_8);
  }

  /** The same with all but results going elsewhere. */
  public ProcessContext withErr(PrintStream other) {
    return new ProcessContext(environment, output, other, clock, waiting, stop);
  }

  /** How a command waits for Google Cloud Storage. */
  public StorageWaits storageWaits() {
    return new StorageWaits(stop, err::println, clock);
  }

  public static ProcessContext ofProcess(StopSignal stop) {
    return new ProcessContext(
        ImmutableMap.copyOf(System.getenv()),
        StandardOutput.ofProcess(),
        standardError(),
        Clock.systemUTC(),
        RetryTiming.REAL,
        stop);
  }
}
