package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.text.ShellCommand;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs commands before somebody's eyes. */
record Showing(ProcessContext context) {

  /** Says the command, runs it within this process, and says its exit code. */
  ExitCode run(List<String> command) throws IOException {
    show(command);
    ExitCode code = new Cli(context).runWithin(command.toArray(String[]::new));
    say("exit code " + code.value());
    return code;
  }

  /** Says a command, to be typed. */
  void show(List<String> command) throws IOException {
    say(
        "$ "
            + ShellCommand.of(
                ImmutableList.<String>builder().add("scripts/reinstate").addAll(command).build()));
  }

  /** A showing that nobody can see any more ends here. */
  void say(String text) throws IOException {
    context.out().println(text);
    Optional<IOException> failure = context.output().failure();
    if (failure.isPresent()) {
      throw new IOException("the sandbox ends before its time", failure.get());
    }
  }
}
