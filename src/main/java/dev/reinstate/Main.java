package dev.reinstate;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.LogFormat;
import dev.reinstate.cli.Shutdown;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.Log;
import dev.reinstate.cli.console.ProcessContext;
import java.time.Clock;

/** The single main class. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Log log =
        LogFormat.of(args)
            .log(
                ProcessContext.standardError(),
                ImmutableMap.copyOf(System.getenv()),
                Clock.systemUTC());
    Shutdown shutdown = Shutdown.install(log.stream());
    ExitCode code = ExitCode.UNEXPECTED;
    try {
      code = new Cli(ProcessContext.ofProcess(shutdown.stop())).run(args);
    } catch (Error e) {
      log.stream().println(Throwables.getStackTraceAsString(e));
    }
    shutdown.exit(code);
  }
}
