package dev.reinstate.bench;

import java.io.IOException;

/** A kind of work to compare; its text is its name on the command line. */
interface Workload {

  Scene open(Setting setting) throws IOException, InterruptedException;

  /** Whether it is nothing without {@link TlsFront}. */
  default boolean needsFront() {
    return false;
  }
}
