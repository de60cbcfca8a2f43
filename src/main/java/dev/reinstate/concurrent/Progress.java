package dev.reinstate.concurrent;

import java.util.function.LongSupplier;

/** Is told how far long work has come. Any thread may call it. */
public interface Progress {

  /** For work whose amount shows only as it is done. */
  int UNKNOWN_TOTAL = -1;

  /** Tells nobody. */
  Progress NONE =
      (what, total) ->
          new Task() {
            @Override
            public void step() {}

            @Override
            public void close() {}
          };

  /**
   * Begins a stretch of work; the caller closes it.
   *
   * @param what in the plural, such as {@code repositories}
   * @param total {@link #UNKNOWN_TOTAL} where it is not known
   */
  Task begin(String what, int total);

  /**
   * The same for work that is requests above all.
   *
   * @param requests about how many it takes in all; asked only for somebody who waits long enough,
   *     then again and again, by a thread that holds up none of the work
   */
  default Task begin(String what, int total, LongSupplier requests) {
    return begin(what, total);
  }

  /** One stretch of work. */
  interface Task extends AutoCloseable {

    /** One more is done. */
    void step();

    /**
     * The same.
     *
     * @param requests how many of those it was said to take
     */
    default void step(long requests) {
      step();
    }

    @Override
    void close();
  }
}
