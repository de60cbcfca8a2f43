package dev.reinstate.bench;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processor time that everything on a Linux machine has used since it started. */
final class MachineCpu {

  private static final Path STAT = Path.of("/proc/stat");

  /** What {@code /proc} counts in, on every processor that runs Linux today. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int IDLE = 4;
  private static final int IO_WAIT = 5;

  /** What guests use is in the time of users too. */
  private static final int GUEST = 9;

  private MachineCpu() {}

  static double seconds() throws IOException {
    return seconds(Files.readString(STAT));
  }

  /** Of its first line, which sums up all processors; with what the host of a guest took away. */
  static double seconds(String stat) {
    List<String> fields =
        Splitter.on(' ').omitEmptyStrings().splitToList(stat.lines().findFirst().orElseThrow());
    long ticks = 0;
    for (int i = 1; i < Math.min(GUEST, fields.size()); i++) {
      if (i != IDLE && i != IO_WAIT) {
        ticks += Long.parseLong(fields.get(i));
      }
    }
    return ticks / TICKS_PER_SECOND;
  }
}
