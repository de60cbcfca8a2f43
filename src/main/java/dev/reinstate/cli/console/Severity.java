package dev.reinstate.cli.console;

import java.util.logging.Level;

/**
 * Those of Cloud Logging that we use:
 * https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity.
 */
public enum Severity {
  DEBUG,
  INFO,
  WARNING,
  ERROR,
  CRITICAL;

  static Severity of(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return ERROR;
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return WARNING;
    }
    return level.intValue() >= Level.INFO.intValue() ? INFO : DEBUG;
  }
}
