package dev.reinstate.cli.console;

import dev.reinstate.concurrent.Progress;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

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
  private final LongSupplier requests;

  public ConsoleProgress(ProcessContext context) {
    this(context, () -> 0);
  }

  /**
   * The same, which also says how many requests are left.
   *
   * @param requests those made so far
   */
  public ConsoleProgress(ProcessContext context, LongSupplier requests) {
    this.err = context.err();
    this.terminal = context.environment().containsKey("REINSTATE_TERMINAL");
    this.clock = context.clock();
    this.requests = requests;
  }

  @Override
  public Task begin(String what, int total) {
    return new Bar(what, total, Optional.empty());
  }

  @Override
  public Task begin(String what, int total, LongSupplier expected) {
    Bar bar = new Bar(what, total, Optional.of(expected));
    bar.showInTime();
    return bar;
  }

  private ProgressBar show(Bar bar, Optional<RequestsLeft> left) {
    ProgressBarConsumer consumer =
        terminal
            ? new ConsoleProgressBarConsumer(err, WIDTH)
            : new DelegatingProgressBarConsumer(err::println, WIDTH);
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(bar.what)
            .setInitialMax(bar.total)
            .startsFrom(bar.done, Duration.between(bar.began, clock.instant()))
            .setUpdateIntervalMillis(terminal ? BAR_EVERY_MILLIS : LINE_EVERY_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(consumer);
    left.ifPresent(each -> builder.setRenderer(new LeftRenderer(each)));
    return builder.build();
  }

  /** Says in place of the time that is left what {@link RequestsLeft} knows. */
  private static final class LeftRenderer extends DefaultProgressBarRenderer {

    private final RequestsLeft left;

    LeftRenderer(RequestsLeft left) {
      super(
          ProgressBarStyle.ASCII,
          /* unitName= */ "",
          /* unitSize= */ 1,
          /* isSpeedShown= */ false,
          new DecimalFormat(),
          ChronoUnit.SECONDS,
          /* isEtaShown= */ true,
          state -> Optional.empty());
      this.left = left;
    }

    @Override
    protected String etaString(ProgressState progress) {
      return left.text();
    }
  }

  private final class Bar implements Task {

    private final String what;
    private final int total;
    private final Optional<LongSupplier> expected;
    private final Instant began = clock.instant();
    private final long before = requests.getAsLong();
    private int done;
    private long weight;
    private boolean closed;
    private ProgressBar shown;
    private Optional<RequestsLeft> left = Optional.empty();

    Bar(String what, int total, Optional<LongSupplier> expected) {
      this.what = what;
      this.total = total;
      this.expected = expected;
    }

    /** The first steps may take long. */
    void showInTime() {
      Thread.ofVirtual()
          .name("progress")
          .start(
              () -> {
                try {
                  Thread.sleep(SHORT.plusMillis(1));
                  step(0, 0);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    @Override
    public void step() {
      step(1, 0);
    }

    @Override
    public void step(long requestsOfIt) {
      step(1, requestsOfIt);
    }

    private synchronized void step(int steps, long requestsOfIt) {
      done += steps;
      weight += requestsOfIt;
      if (closed) {
        return;
      }
      if (shown != null) {
        left.ifPresent(each -> each.done(steps, requestsOfIt));
        shown.stepBy(steps);
      } else if (Duration.between(began, clock.instant()).compareTo(SHORT) > 0) {
        left = expected.map(this::left);
        left.ifPresent(each -> each.done(done, weight));
        shown = show(this, left);
      }
    }

    private RequestsLeft left(LongSupplier wanted) {
      return new RequestsLeft(total, wanted, requests, before, clock, began);
    }

    @Override
    public void close() {
      ProgressBar last;
      synchronized (this) {
        closed = true;
        last = shown;
      }
      if (last != null) {
        last.close();
      }
    }
  }
}
