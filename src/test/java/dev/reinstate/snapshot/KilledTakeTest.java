package dev.reinstate.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.VerifyRequest.Depth;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledTakeTest {

  private static final int KILLS = 20;
  private static final int IMAGES = 150;

  /** The manifest, config and one layer of each image, and the layer they share. */
  private static final int READS = 3 * IMAGES + 1;

  @TempDir Path directory;

  @Test
  void aRunAfterAnyNumberOfKilledOnesLeavesASoundSnapshot()
      throws IOException, InterruptedException {
    Random random = new Random(20261123);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      Process take = start("2026-11-23T02:00:00Z");
      try (InputStream reads = take.getInputStream()) {
        int some = random.nextInt(READS / 4);
        if (reads.readNBytes(some).length == some) {
          take.destroyForcibly();
          killed++;
        }
      }
      take.waitFor();
    }
    assertTrue(killed > KILLS / 4, "only " + killed + " runs were killed");
    assertFalse(new DirectoryStore(directory).blobs().isEmpty());

    Process last = start("2026-11-30T02:00:00Z");
    last.getInputStream().readAllBytes();
    assertEquals(0, last.waitFor());
    SnapshotStore store = new DirectoryStore(directory);
    FanOut fanOut = new FanOut(4);
    VerifyRequest deep =
        new VerifyRequest(Optional.empty(), new Depth.Everything(), Optional.empty());
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
      SnapshotStore store = new DirectoryStore(Path.of(arguments[0]));
      registry.onRead(
          () -> {
            System.out.print('.');
            System.out.flush();
          });
      new Takes(store, registry).at(arguments[1]);
    }
  }
}
