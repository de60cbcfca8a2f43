package dev.reinstate.concurrent;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Runs a task per item on virtual threads, a bounded number at a time. */
public final class FanOut {

  private final Semaphore permits;
  private final StopSignal stop;

  /**
   * @param limit how many tasks run at once, over all calls on this instance; tasks must not call
   *     it again
   */
  public FanOut(int limit) {
    this(limit, new StopSignal());
  }

  /**
   * @param limit how many tasks run at once, over all calls on this instance; tasks must not call
   *     it again
   * @param stop its abort interrupts what runs; whether a request keeps tasks from beginning is for
   *     the tasks to decide
   */
  public FanOut(int limit, StopSignal stop) {
    this.permits = new Semaphore(limit);
    this.stop = stop;
  }

  /**
   * The results in the order of the items, whatever the order of completion. The first exception of
   * a task cancels the rest and is thrown; tasks that can fail on their own return the failure as
   * data instead.
   */
  public <T, R> ImmutableList<R> map(Collection<T> items, Function<? super T, ? extends R> task) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return results(start(threads, items, task));
      } catch (RuntimeException | Error e) {
        threads.shutdownNow();
        throw e;
      }
    }
  }

  /** Has no more threads than run: one waiting for each of a million items takes gigabytes. */
  private <T, R> List<Future<R>> start(
      ExecutorService threads, Collection<T> items, Function<? super T, ? extends R> task) {
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<R>> started = new ArrayList<>(items.size());
    for (T item : items) {
      acquirePermit();
      if (failed.get()) {
        permits.release();
        break;
      }
      started.add(threads.submit(() -> withPermit(item, task, failed)));
    }
    return started;
  }

  private void acquirePermit() {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
  }

  private <T, R> R withPermit(T item, Function<? super T, ? extends R> task, AtomicBoolean failed) {
    StopSignal.Registration interruptible = stop.onAbort(Thread.currentThread()::interrupt);
    try {
      return task.apply(item);
    } catch (RuntimeException | Error e) {
      failed.set(true);
      throw e;
    } finally {
      interruptible.close();
      permits.release();
    }
  }

  private static <R> ImmutableList<R> results(List<Future<R>> running) {
    ImmutableList.Builder<R> results = ImmutableList.builderWithExpectedSize(running.size());
    for (Future<R> future : running) {
      results.add(result(future));
    }
    return results.build();
  }

  private static <R> R result(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
  }
}
