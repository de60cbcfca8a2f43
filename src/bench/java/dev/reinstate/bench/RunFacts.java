package dev.reinstate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;

/**
 * Under which circumstances a benchmark ran.
 *
 * @param memoryMib of the machine
 * @param load how many processes wanted a processor in the minute before; negative where unknown
 * @param quick too small for its times to mean anything
 */
record RunFacts(
    String at,
    int processors,
    long memoryMib,
    double load,
    String java,
    int rounds,
    boolean quick) {

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
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version().toString(),
        rounds,
        quick);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %,d MiB, load %.1f before, Java %s,"
            + " medians (lowest-highest) of up to %d rounds%s",
        at,
        processors,
        memoryMib,
        load,
        java,
        rounds,
        quick ? "; quick: too small for its times to mean anything" : "");
  }
}
