package dev.reinstate.cli.console;

import java.io.PrintStream;

/** Takes what is no result: messages, progress, what libraries log. */
public interface Log {

  /**
   * One entry.
   *
   * @param message one or more lines that belong together
   */
  void say(Severity severity, String message);

  /** Takes lines, each a message of its own that informs. */
  PrintStream stream();
}
