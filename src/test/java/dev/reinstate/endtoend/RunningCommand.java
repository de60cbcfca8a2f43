package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.LineStream;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.StopSignal;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A command that runs until somebody stops it, on a thread of the test's own. */
final class RunningCommand implements AutoCloseable {

  private static final int SECONDS = 30;

  private final Transcript out = new Transcript();
  private final Transcript err = new Transcript();
  private final StopSignal stop = new StopSignal();
  private final CompletableFuture<ExitCode> ended;

  private RunningCommand(
      World world,
      ImmutableMap<String, String> environment,
      UnaryOperator<String> said,
      String... words) {
    ProcessContext context =
        world.context(environment, lines(out, line -> line), lines(err, said), stop);
    this.ended =
        CompletableFuture.supplyAsync(() -> new Cli(context).run(words))
            .whenComplete(
                (code, failure) -> {
                  out.end();
                  err.end();
                });
  }

  private static OutputStream lines(Transcript transcript, UnaryOperator<String> said) {
    return new LineStream(line -> transcript.add(said.apply(line)));
  }

  static RunningCommand start(World world, String... words) {
    return new RunningCommand(world, ImmutableMap.of(), line -> line, words);
  }

  /**
   * @param said what the transcript of standard error is to have for each of its lines
   */
  static RunningCommand start(
      World world,
      ImmutableMap<String, String> environment,
      UnaryOperator<String> said,
      String... words) {
    return new RunningCommand(world, environment, said, words);
  }

  Transcript out() {
    return out;
  }

  Transcript err() {
    return err;
  }

  /** Asks it to end, as SIGTERM does, and waits until it has. */
  @CanIgnoreReturnValue
  ExitCode stop() {
    stop.request();
    return ended.orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
  }
}
