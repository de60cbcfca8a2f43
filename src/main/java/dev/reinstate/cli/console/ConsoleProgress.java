package dev.reinstate.cli.console;

import dev.reinstate.concurrent.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress for a human: a bar on a terminal, a line every few seconds elsewhere; nothing for short
 * work.
 */
public final class ConsoleProgress implements Progress {

  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final int LINE_EVERY_MILLIS = 5_000;
  private static final int BAR_EVERY_MILLIS = 200;
  private static final int WIDTH = 100;

  private final PrintStream err;
  private final boolean terminal;
  private final InstantSource clock;

  public ConsoleProgress(ProcessContext context) {
    this.err = context.err();
    this.terminal = context.environment().containsKey("REINSTATE_TERMINAL");
    this.clock = context.clock();
  }

  @Override
  public Task begin(String what, int total) {
    return new Bar(what, total, clock.instant());
  }

  private ProgressBar show(String what, int total, int done, Instant began) {
    ProgressBarConsumer consumer =
        terminal
            ? new ConsoleProgressBarConsumer(err, WIDTH)
            : new DelegatingProgressBarConsumer(err::println, WIDTH);
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(total)
        .startsFrom(done, Duration.between(began, clock.instant()))
        .setUpdateIntervalMillis(terminal ? BAR_EVERY_MILLIS : LINE_EVERY_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(consumer)
        .build();
  }

  private final class Bar implements Task {

    private final String what;
    private final int total;
    private final Instant began;
    private int done;
    private ProgressBar shown;

    Bar(String what, int total, Instant began) {
      this.what = what;
      this.total = total;
      this.began = began;
    }

    @Override
    public synchronized void step() {
      done++;
      if (shown != null) {
        shown.step();
      } else if (Duration.between(began, clock.instant()).compareTo(SHORT) > 0) {
        shown = show(what, total, done, began);
      }
    }

    @Override
    public synchronized void close() {
      if (shown != null) {
        shown.close();
      }
    }
  }
}
