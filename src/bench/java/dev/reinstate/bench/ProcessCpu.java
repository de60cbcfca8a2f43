package dev.reinstate.bench;

import java.io.IOException;
import java.time.Duration;

/** The processor time of a running process. */
final class ProcessCpu {

  private ProcessCpu() {}

  static double seconds(Process process) throws IOException {
    return process
            .info()
            .totalCpuDuration()
            .map(Duration::toNanos)
            .orElseThrow(() -> new IOException("process " + process.pid() + " has ended"))
        / 1e9;
  }
}
