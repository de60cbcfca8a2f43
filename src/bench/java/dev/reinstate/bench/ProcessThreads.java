package dev.reinstate.bench;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The processor time of a process by kind of thread, as Linux tells of it while it runs. A thread
 * that is seen once is remembered; one that lives between two looks is missed.
 */
final class ProcessThreads {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Path tasks;
  private final Map<String, Task> seen = new HashMap<>();

  /**
   * @param process its directory in {@code /proc}
   */
  ProcessThreads(Path process) {
    this.tasks = process.resolve("task");
  }

  private record Task(String name, long nanos) {}

  /** Looks once. What has ended meanwhile keeps what it had. */
  void look() {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
      for (Path task : all) {
        look(task);
      }
    } catch (IOException ended) {
      return;
    }
  }

  private void look(Path task) {
    String id = task.getFileName().toString();
    Task before = seen.get(id);
    try {
      long nanos = nanos(Files.readString(task.resolve("schedstat")));
      // Who has not run has not changed its name either.
      if (before == null || before.nanos != nanos) {
        seen.put(id, new Task(Files.readString(task.resolve("comm")).strip(), nanos));
      }
    } catch (IOException ended) {
      return;
    }
  }

  /** Of time on a processor, time waiting for one, and how often it had one, the first. */
  static long nanos(String schedstat) {
    return Long.parseLong(Splitter.on(' ').splitToList(schedstat).getFirst());
  }

  boolean hasSeen(String name) {
    return seen.values().stream().anyMatch(task -> task.name.equals(name));
  }

  /** Only kinds that were seen. */
  ImmutableMap<ThreadKind, Double> secondsByKind() {
    EnumMap<ThreadKind, Double> sums = new EnumMap<>(ThreadKind.class);
    seen.values()
        .forEach(
            task ->
                sums.merge(ThreadKind.of(task.name), task.nanos / NANOS_PER_SECOND, Double::sum));
    return Maps.immutableEnumMap(sums);
  }
}
