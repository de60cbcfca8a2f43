package dev.reinstate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;

/**
 * Under which circumstances a benchmark ran.
 *
 * @param memoryMib of the machine
 * @param quick too small for its times to mean anything
 */
record RunFacts(String at, int processors, long memoryMib, String java, int rounds, boolean quick) {

  private static final long MIB = 1 << 20;

  static RunFacts of(Instant now, int rounds, boolean quick) {
    long memory =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize() / MIB
            : 0;
    return new RunFacts(
        now.toString(),
        Runtime.getRuntime().availableProcessors(),
        memory,
        Runtime.version().toString(),
        rounds,
        quick);
  }

  @Override
  public String toString() {
    return "%s, %d processors, %,d MiB, Java %s, medians (lowest-highest) of up to %d rounds%s"
        .formatted(
            at,
            processors,
            memoryMib,
            java,
            rounds,
            quick ? "; quick: too small for its times to mean anything" : "");
  }
}
