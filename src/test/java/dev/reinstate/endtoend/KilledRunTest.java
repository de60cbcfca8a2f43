package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at any request of a confirmed run. The moment is a number of requests, not of
 * milliseconds, so that kills are spread over the whole run on any machine.
 */
class KilledRunTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final String[] CONFIRMED = {
    "--confirm", "--max-missing=100", "--max-tag-moves=999"
  };
  private static final int KILLS = 50;
  private static final int IMAGES = 300;
  private static final int LOST = 20;
  private static final int MOVED = 20;

  private final SampleImages samples = new SampleImages(9);
  private final SampleImage other = samples.oci(30);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(30)).limit(IMAGES).toList();

  @TempDir private Path directory;
  private World world;
  private RegistryContents contents;

  @BeforeEach
  void promote() throws IOException {
    world =
        new World(directory, EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES));
    contents = world.contents(HOST);
    ManifestFile manifest = world.manifest("staging.example/team", HOST + "/prod");
    world.put(HOST + "/" + PATH, other);
    for (int i = 0; i < IMAGES; i++) {
      manifest.promote("app", images.get(i).digest(), tag(i));
      world.put("staging.example/team/app", images.get(i));
      world.put(HOST + "/" + PATH, images.get(i), tag(i));
    }
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void theRunAfterAKilledOneCompletesAndNoTagEverPointsAtAThirdDigest() throws Exception {
    long seed = Long.getLong("reinstate.seed", new Random().nextLong());
    System.out.println("KilledRunTest: -Dreinstate.seed=" + seed);
    Random random = new Random(seed);
    damage(random);
    int whole = requestsOf(() -> world.reconcile(CONFIRMED).endsWith(ExitCode.DONE));
    int killed = 0;
    // Damage differs, and with it the requests: a run that ends before its moment is not a kill.
    for (int i = 0; i < 2 * KILLS && killed < KILLS; i++) {
      damage(random);
      int moment = 1 + random.nextInt(whole);
      killed += isKilledAt(moment) ? 1 : 0;
      Run next = world.reconcile(CONFIRMED).endsWith(ExitCode.DONE);
      assertTrue(next.out().contains("Nothing to promote."), next.out());
      assertWhole("seed " + seed + ", killed at request " + moment);
    }
    assertEquals(KILLS, killed, "runs that were killed, seed " + seed);
  }

  private static String tag(int image) {
    return "v" + image;
  }

  /** Other images each time; so many lose their manifest, their blobs or both, or their tag. */
  private void damage(Random random) {
    List<SampleImage> order = new ArrayList<>(images);
    Collections.shuffle(order, random);
    for (SampleImage lost : order.subList(0, LOST)) {
      if (random.nextBoolean()) {
        contents.deleteBlobsOf(PATH, lost.digest());
      }
      contents.deleteManifest(PATH, lost.digest());
    }
    for (SampleImage moved : order.subList(LOST, LOST + MOVED)) {
      contents.tag(PATH, tag(images.indexOf(moved)), other.digest());
    }
  }

  private int requestsOf(Runnable run) {
    long before = world.requests();
    run.run();
    return Math.toIntExact(world.requests() - before);
  }

  /** Whether the run was still at work at that request. */
  private boolean isKilledAt(int moment) throws IOException, InterruptedException {
    AtomicInteger left = new AtomicInteger(moment);
    Process run = world.startReconcile(directory.resolve("out.txt"), CONFIRMED);
    for (String host : List.of(HOST, "staging.example")) {
      world
          .registry(host)
          .latency()
          .set(
              target -> {
                if (left.decrementAndGet() == 0) {
                  run.destroyForcibly();
                }
                return Duration.ZERO;
              });
    }
    int code = run.waitFor();
    world.registry(HOST).latency().set(Duration.ZERO);
    world.registry("staging.example").latency().set(Duration.ZERO);
    return code != ExitCode.DONE.value();
  }

  private void assertWhole(String when) {
    for (int i = 0; i < IMAGES; i++) {
      SampleImage image = images.get(i);
      assertEquals(image.digest(), contents.resolve(PATH, tag(i)).orElseThrow(), when);
      assertTrue(contents.manifest(PATH, image.digest()).isPresent(), when);
      image
          .blobs()
          .keySet()
          .forEach(blob -> assertTrue(contents.blob(PATH, blob).isPresent(), when));
      assertEquals(
          ImmutableSet.of(),
          Sets.difference(
              contents.everTagged(PATH, tag(i)), ImmutableSet.of(image.digest(), other.digest())),
          when);
    }
  }
}
