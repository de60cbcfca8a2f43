package dev.reinstate.cli.console;

import java.io.PrintStream;

/** For people: the messages and nothing else. */
public record TextLog(PrintStream stream) implements Log {

  @Override
  public void say(Severity severity, String message) {
    stream.println(message);
  }
}
