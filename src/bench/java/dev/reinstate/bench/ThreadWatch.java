package dev.reinstate.bench;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Watches the threads of the one program that GNU time runs, besides what is done to it. */
final class ThreadWatch implements Contender.Companion {

  private static final Path PROC = Path.of("/proc");
  private static final long PAUSE_MILLIS = 10;

  private final Contender.Companion other;
  private Thread watching = Thread.ofPlatform().unstarted(() -> {});
  private ProcessThreads threads = new ProcessThreads(PROC);
  private Optional<Instant> javaSince = Optional.empty();

  ThreadWatch(Contender.Companion other) {
    this.other = other;
  }

  /** Whether this machine tells of threads: only Linux does. */
  static boolean isPossible() {
    return Files.isReadable(PROC.resolve("self/schedstat"));
  }

  @Override
  public void accompany(Process process, Path err) throws IOException, InterruptedException {
    watching = Thread.ofPlatform().daemon().start(() -> watch(process));
    other.accompany(process, err);
  }

  private void watch(Process process) {
    try {
      Optional<ProcessHandle> program = process.children().findFirst();
      while (program.isEmpty() && process.isAlive()) {
        Thread.sleep(1);
        program = process.children().findFirst();
      }
      if (program.isPresent()) {
        threads = new ProcessThreads(PROC.resolve(String.valueOf(program.get().pid())));
        watchThreads(process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchThreads(Process process) throws InterruptedException {
    while (process.isAlive()) {
      threads.look();
      if (javaSince.isEmpty() && threads.hasSeen("java")) {
        javaSince = Optional.of(Instant.now());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Once the program has ended. */
  ImmutableMap<ThreadKind, Double> secondsByKind() throws InterruptedException {
    watching.join();
    return threads.secondsByKind();
  }

  /** When the script that starts it gave way to the JVM; empty where that was not seen. */
  Optional<Instant> javaSince() throws InterruptedException {
    watching.join();
    return javaSince;
  }
}
