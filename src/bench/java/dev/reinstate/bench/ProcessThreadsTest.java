package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The threads of a process, as Linux would show them. */
final class ProcessThreadsTest {

  @TempDir private Path process;
  private ProcessThreads threads;

  @BeforeEach
  void start() {
    threads = new ProcessThreads(process);
  }

  @Test
  void addsUpThoseOfAKind() throws IOException {
    show(10, "java", 250_000_000);
    show(11, "C1 CompilerThre", 500_000_000);
    show(12, "C2 CompilerThre", 1_500_000_000);
    threads.look();
    assertEquals(Map.of(ThreadKind.MAIN, 0.25, ThreadKind.COMPILERS, 2.0), threads.secondsByKind());
  }

  @Test
  void theLastLookCountsAndWhatHasEndedIsRemembered() throws IOException {
    show(10, "java", 1_000_000_000);
    show(11, "VM Thread", 2_000_000_000);
    threads.look();
    show(10, "java", 3_000_000_000L);
    MoreFiles.deleteRecursively(process.resolve("task/11"));
    threads.look();
    assertEquals(Map.of(ThreadKind.MAIN, 3.0, ThreadKind.GARBAGE, 2.0), threads.secondsByKind());
  }

  @Test
  void aScriptThatBecomesTheJvmChangesItsName() throws IOException {
    show(10, "reinstate", 1_000_000);
    threads.look();
    assertFalse(threads.hasSeen("java"));
    show(10, "java", 2_000_000);
    threads.look();
    assertTrue(threads.hasSeen("java"));
    assertEquals(Map.of(ThreadKind.MAIN, 0.002), threads.secondsByKind());
  }

  @Test
  void aProcessThatIsGoneHasNone() {
    new ProcessThreads(process.resolve("gone")).look();
    threads.look();
    assertEquals(Map.of(), threads.secondsByKind());
  }

  @Test
  void timeOnAProcessorComesFirst() {
    assertEquals(48_139_208_041L, ProcessThreads.nanos("48139208041 1893450 2917\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "C1 CompilerThre, COMPILERS",
    "C2 CompilerThre, COMPILERS",
    "VM Thread, GARBAGE",
    "GC Thread#1, GARBAGE",
    "G1 Conc#0, GARBAGE",
    "ForkJoinPool-1-, VIRTUAL",
    "java, MAIN",
    "VM Periodic Tas, REST",
    "reinstate, REST"
  })
  void namesTellKinds(String name, ThreadKind kind) {
    assertEquals(kind, ThreadKind.of(name));
  }

  private void show(int id, String name, long nanos) throws IOException {
    Path task = Files.createDirectories(process.resolve("task").resolve(String.valueOf(id)));
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(task.resolve("schedstat"), nanos + " 77 3\n");
  }
}
