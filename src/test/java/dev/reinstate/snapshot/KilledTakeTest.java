package dev.reinstate.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.reflect.Reflection;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.inspection.SnapshotVerify;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.snapshot.inspection.VerifyResult;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledTakeTest {

  private static final int KILLS = 20;
  private static final int IMAGES = 60;

  /** About all marks of an undisturbed run: three parts of each image, each read and stored. */
  private static final int MARKS = 3 * 3 * IMAGES;

  /** The exit code of a process that signal 9 ended. */
  private static final int KILLED = 128 + 9;

  @TempDir Path directory;

  @Test
  void aRunAfterTwentyKilledOnesLeavesASoundSnapshot() throws IOException, InterruptedException {
    Random random = new Random(20261123);
    int reach = MARKS / 10;
    int killed = 0;
    for (int run = 0; killed < KILLS; run++) {
      assertTrue(run < 2 * KILLS, "only " + killed + " runs were killed");
      Process take = start("2026-11-23T02:00:00Z");
      int marks;
      try (InputStream progress = take.getInputStream()) {
        marks = progress.readNBytes(random.nextInt(reach)).length;
        take.destroyForcibly();
      }
      if (take.waitFor() == KILLED) {
        killed++;
      } else {
        assertEquals(0, take.waitFor());
        // What is left to do takes no more marks than this; the next one dies on the way.
        reach = Math.max(1, marks);
      }
    }
    assertFalse(new DirectoryStore(directory).blobs().isEmpty());

    Process last = start("2026-11-30T02:00:00Z");
    last.getInputStream().readAllBytes();
    assertEquals(0, last.waitFor());
    SnapshotStore store = new DirectoryStore(directory);
    FanOut fanOut = new FanOut(4);
    VerifyRequest deep = new VerifyRequest(Optional.empty(), Takes.EVERYTHING, Optional.empty());
    VerifyResult result =
        new SnapshotVerify(
                store, fanOut, InstantSource.fixed(Instant.parse("2026-11-30T03:00:00Z")))
            .verify(deep);
    assertEquals(ImmutableList.of(), result.problems());
    assertEquals(IMAGES, result.images());
    assertEquals(
        IMAGES,
        new SnapshotReader(store, fanOut)
            .latest(repository -> true)
            .orElseThrow()
            .root()
            .counts()
            .images());
  }

  private Process start(String time) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            TakeMain.class.getName(),
            directory.toString(),
            time)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Takes a snapshot of always the same registry in a process of its own. */
  static final class TakeMain {

    private TakeMain() {}

    public static void main(String... arguments) throws IOException {
      FakeRegistry registry = new FakeRegistry();
      for (int i = 0; i < IMAGES; i++) {
        registry.push("eu.gcr.io/prod/image" + i % 10, "v" + i, "base", "layer " + i);
      }
      registry.onRead(TakeMain::mark);
      new Takes(marking(new DirectoryStore(Path.of(arguments[0]))), registry).at(arguments[1]);
    }

    /** Tells the parent of every step, before and after. */
    private static SnapshotStore marking(SnapshotStore store) {
      return Reflection.newProxy(
          SnapshotStore.class,
          (proxy, method, arguments) -> {
            mark();
            try {
              return method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            } finally {
              mark();
            }
          });
    }

    private static void mark() {
      System.out.print('.');
      System.out.flush();
    }
  }
}
