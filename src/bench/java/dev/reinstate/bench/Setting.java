package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What every workload works with.
 *
 * @param directory for files of this run, of the workload's own
 * @param reinstate the program under test
 * @param peers where other programs are
 * @param manifests thin manifest directories; empty for generated ones
 * @param regions how many destinations the universe has
 * @param latency of registries that are not on loopback only
 * @param size how much of the usual amount of work to do
 */
record Setting(
    Path directory,
    Program reinstate,
    Peers peers,
    ImmutableList<Path> manifests,
    int regions,
    Duration latency,
    Size size) {

  /** The usual amount, or just enough to see that everything works. */
  enum Size {
    FULL,
    QUICK;

    int of(int full, int quick) {
      return this == FULL ? full : quick;
    }
  }
}
