package dev.reinstate.endtoend;

import dev.reinstate.cli.Commands;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.StopSignal;
import java.util.List;
import picocli.CommandLine;

/** A command line as the real commands understand it; nothing is executed. */
record ParsedCommand(CommandLine.ParseResult result) {

  /** Throws what the command line says to somebody who mistypes. */
  static ParsedCommand of(List<String> words) {
    CommandLine.ParseResult result =
        Commands.in(ProcessContext.ofProcess(new StopSignal()))
            .parseArgs(words.toArray(String[]::new));
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    return new ParsedCommand(result);
  }

  /** For example {@code snapshot take}. */
  String name() {
    return result.commandSpec().qualifiedName().replaceFirst("^\\S+ ", "");
  }

  boolean knows(String option) {
    return result.commandSpec().findOption(option) != null;
  }

  boolean has(String option) {
    return result.hasMatchedOption(option);
  }

  /** As it was written; empty when the option is not there. */
  String value(String option) {
    return has(option) ? String.join(",", result.matchedOption(option).originalStringValues()) : "";
  }
}
