package dev.reinstate.concurrent;

/** Is told how far long work has come. Any thread may call it. */
public interface Progress {

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
   */
  Task begin(String what, int total);

  /** One stretch of work. */
  interface Task extends AutoCloseable {

    /** One more is done. */
    void step();

    @Override
    void close();
  }
}
