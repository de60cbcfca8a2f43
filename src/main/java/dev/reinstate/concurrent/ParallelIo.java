package dev.reinstate.concurrent;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;

/** A fan-out whose tasks may throw {@link IOException}; the first one cancels the rest. */
public record ParallelIo(FanOut fanOut) {

  /** A task that reads or writes. */
  public interface Task<T, R> {
    R apply(T item) throws IOException;
  }

  /** The results in the order of the items. */
  public <T, R> ImmutableList<R> map(Collection<T> items, Task<? super T, ? extends R> task)
      throws IOException {
    try {
      return fanOut.map(items, item -> unchecked(item, task));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static <T, R> R unchecked(T item, Task<? super T, ? extends R> task) {
    try {
      return task.apply(item);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
