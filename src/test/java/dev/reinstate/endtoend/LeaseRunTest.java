package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseRunTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final int MOVED = 20;

  private final SampleImages samples = new SampleImages(5);
  private final SampleImage other = samples.oci(40);
  private final List<SampleImage> images =
      Stream.generate(() -> samples.oci(40)).limit(2 * MOVED).toList();

  @TempDir private Path directory;
  private World world;
  private Path lease;

  /** Half of the tags are moved, the images of the other half are gone. */
  @BeforeEach
  void promoteAndDamage() throws IOException {
    lease = directory.resolve("lease.json");
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest("staging.example/team", HOST + "/prod");
    world.put(HOST + "/" + PATH, other);
    for (int i = 0; i < images.size(); i++) {
      manifest.promote("app", images.get(i).digest(), "v" + i);
      world.put("staging.example/team/app", images.get(i));
      world.put(HOST + "/" + PATH, images.get(i), "v" + i);
      if (i < MOVED) {
        world.contents(HOST).tag(PATH, "v" + i, other.digest());
      } else {
        world.delete(HOST + "/" + PATH, images.get(i));
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void ofTwoRunsTheSecondIsToldWhoIsAtWorkAndAsksNothing() throws IOException {
    AtomicReference<Run> second = new AtomicReference<>();
    AtomicReference<Long> asked = new AtomicReference<>();
    AtomicInteger writes = new AtomicInteger();
    whenWritten(
        target -> {
          if (writes.incrementAndGet() == 1) {
            long before = world.registry(HOST).counts().total();
            second.set(confirm(withLease()));
            asked.set(world.registry(HOST).counts().total() - before);
          }
        },
        "--concurrency=1");
    assertRepaired();
    String said = second.get().endsWith(ExitCode.REFUSED).err();
    assertTrue(said.contains("another run is at work: "), said);
    assertTrue(said.contains("process " + ProcessHandle.current().pid()), said);
    assertTrue(said.contains(lease.toString()), said);
    assertEquals(0, asked.get());
    world.contents(HOST).tag(PATH, "v0", other.digest());
    confirm(withLease()).endsWith(ExitCode.DONE);
  }

  @Test
  void twoRunsWithoutALeaseBothEndRight() {
    CyclicBarrier start = new CyclicBarrier(2);
    world.registry(HOST).latency().set(Duration.ofMillis(2));
    for (Run run : new FanOut(2).map(List.of(1, 2), number -> together(start))) {
      run.endsWith(ExitCode.DONE);
    }
    assertRepaired();
  }

  @Test
  void aLeaseThatIsLostEndsAllWriting() throws IOException {
    String theirs =
        "{\"holder\": \"somebody\", \"run\": \"x\", \"expires\": \"2099-01-01T00:00:00Z\"}";
    AtomicInteger tags = new AtomicInteger();
    Run run =
        whenWritten(
            target -> {
              if (target.reference().startsWith("v") && tags.incrementAndGet() == 5) {
                write(theirs);
                world.pass(Duration.ofMinutes(5));
              }
            },
            "--concurrency=1",
            "--json");
    run.endsWith(ExitCode.PARTIAL);
    assertEquals(5, tags.get(), "tags written, the last one as the lease went");
    assertEquals(5, rightTags());
    List<String> outcomes = run.plan().outcomes();
    assertEquals(2 * MOVED, outcomes.size());
    assertTrue(Collections.frequency(outcomes, "failed") >= 2 * MOVED - 5, outcomes.toString());
    assertTrue(run.err().contains("the lease " + lease + " is lost"), run.err());
    assertEquals(theirs, Files.readString(lease), "it is theirs");
  }

  @Test
  void aDryRunNeedsNoLease() {
    world.reconcile(withLease()).endsWith(ExitCode.DONE);
    assertFalse(Files.exists(lease));
  }

  @Test
  void aFileThatIsNoLeaseIsNeverTakenForOne() throws IOException {
    write("images: []\n");
    Run refused = confirm(withLease()).endsWith(ExitCode.UNEXPECTED);
    assertTrue(refused.err().contains(lease + " is not a lease"), refused.err());
    assertEquals("images: []\n", Files.readString(lease));
    assertEquals(0, world.requests());
  }

  private interface OnWrite {
    void seen(Target target);
  }

  /** A run with a lease; the registry hands every manifest that comes to its latency first. */
  private Run whenWritten(OnWrite act, String... more) {
    world
        .registry(HOST)
        .latency()
        .set(
            target -> {
              if (target.method().equals("PUT") && target.endpoint() == Endpoint.MANIFEST) {
                act.seen(target);
              }
              return Duration.ZERO;
            });
    return confirm(Stream.concat(Stream.of(withLease()), Stream.of(more)).toArray(String[]::new));
  }

  private Run confirm(String... more) {
    Stream<String> open = Stream.of("--confirm", "--max-tag-moves=99", "--max-missing=100");
    return world.reconcile(Stream.concat(open, Stream.of(more)).toArray(String[]::new));
  }

  private String withLease() {
    return "--lease=" + lease;
  }

  private Run together(CyclicBarrier start) {
    try {
      start.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    return confirm();
  }

  private void write(String content) {
    try {
      Files.writeString(lease, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long rightTags() {
    var tags = world.contents(HOST).state().get(PATH).tags();
    return images.stream().filter(image -> tags.containsValue(image.digest())).count();
  }

  private void assertRepaired() {
    assertEquals(images.size(), rightTags());
    Run dry = world.reconcile().endsWith(ExitCode.DONE);
    assertTrue(dry.out().contains("Nothing to promote."), dry.out());
    assertEquals(ImmutableList.of(), missing());
  }

  private List<SampleImage> missing() {
    return images.stream()
        .filter(
            image ->
                image.blobs().keySet().stream()
                    .anyMatch(blob -> world.contents(HOST).blob(PATH, blob).isEmpty()))
        .toList();
  }
}
