package dev.reinstate.audit;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Listens to this package's loggers. */
public final class SaidByLoggers extends Handler {

  private static final Logger PACKAGE = Logger.getLogger(SaidByLoggers.class.getPackageName());

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  public SaidByLoggers() {
    PACKAGE.addHandler(this);
  }

  public ImmutableList<String> warnings() {
    return records.stream()
        .filter(record -> record.getLevel().equals(Level.WARNING))
        .map(new SimpleFormatter()::formatMessage)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    PACKAGE.removeHandler(this);
  }
}
