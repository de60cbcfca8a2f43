package dev.reinstate.cli.console;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Leads what libraries and our own loggers say into the log of a command, while it runs. */
public final class LogHandler extends Handler {

  private static final Logger ROOT = Logger.getLogger("");

  private final Formatter messages = new SimpleFormatter();
  private final Log log;
  private final List<Handler> before;

  private LogHandler(Log log, List<Handler> before) {
    this.log = log;
    this.before = before;
  }

  /** Takes the place of whatever handlers there are; closing puts them back. */
  public static LogHandler install(Log log) {
    LogHandler handler = new LogHandler(log, new ArrayList<>(List.of(ROOT.getHandlers())));
    handler.before.forEach(ROOT::removeHandler);
    ROOT.addHandler(handler);
    return handler;
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String message = messages.formatMessage(record);
    Throwable thrown = record.getThrown();
    log.say(
        Severity.of(record.getLevel()),
        thrown == null ? message : message + "\n" + Throwables.getStackTraceAsString(thrown));
  }

  @Override
  public void flush() {
    log.stream().flush();
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
    before.forEach(ROOT::addHandler);
  }
}
