package dev.reinstate.apply.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.FakeTags;
import dev.reinstate.apply.SnapshotBlobs;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.plan.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However many blobs pass through, they take no more space than they may. */
@Timeout(30)
final class BlobSpoolTest {

  private static final int LIMIT = 1000;

  @TempDir private Path directory;
  private BlobSpool spool;

  @BeforeEach
  void open() {
    spool = new BlobSpool(directory, LIMIT, /* small= */ 0);
  }

  /** Each is seen by the directory itself while it is fetched and while it is sent. */
  @Test
  void manyAtOnceNeverTakeMoreThanTheLimit() {
    AtomicLong most = new AtomicLong();
    AtomicLong mostTogether = new AtomicLong();
    List<Descriptor> blobs =
        IntStream.range(0, 400).mapToObj(i -> blob(i % 80, 300, i % 7 == 0)).toList();
    new FanOut(32)
        .map(
            blobs,
            blob -> {
              try (BlobSpool.Spooled spooled = spool.lend(blob, file -> write(file, 300))) {
                ImmutableSet<Path> before = files();
                long size = onDisk();
                most.accumulateAndGet(size, Math::max);
                // A listing may have one that was gone before another came that it has, too.
                if (before.equals(files())) {
                  mostTogether.accumulateAndGet(size, Math::max);
                }
                return spooled.size();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .forEach(size -> assertEquals(300, size));
    assertTrue(mostTogether.get() <= LIMIT, () -> mostTogether + " bytes at once");
    assertTrue(mostTogether.get() >= 300, () -> "only " + mostTogether + " bytes at once");
    assertTrue(most.get() >= 600, () -> "only " + most + " bytes at once");
    assertEquals(onDisk(), spool.used());
  }

  @Test
  void smallBlobsStayInMemory() throws IOException {
    BlobSpool mixed = new BlobSpool(directory, LIMIT, /* small= */ 100);
    AtomicInteger fetched = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      try (BlobSpool.Spooled small =
          mixed.lend(
              blob(1, 100, false),
              file -> {
                fetched.incrementAndGet();
                write(file, 40); // a source that breaks off
                write(file, 100);
              })) {
        assertEquals(100, small.bytes().read().length);
        assertEquals(100, small.bytes().read().length, "as often as wanted");
        assertEquals(100, mixed.used());
        assertEquals(0, onDisk());
      }
    }
    assertEquals(1, fetched.get());
    try (BlobSpool.Spooled larger = mixed.lend(blob(2, 101, false), file -> write(file, 101))) {
      assertEquals(101, larger.bytes().size());
      assertEquals(101, onDisk());
    }
    assertEquals(201, mixed.used());
  }

  @Test
  void smallBlobsAreLetGoForOthers() throws IOException {
    BlobSpool mixed = new BlobSpool(directory, LIMIT, /* small= */ 100);
    for (int i = 0; i < 30; i++) {
      mixed.lend(blob(i, 100, false), file -> write(file, 100)).close();
      assertTrue(mixed.used() <= LIMIT, () -> mixed.used() + " bytes");
    }
    assertEquals(LIMIT, mixed.used());
    assertEquals(0, onDisk());
  }

  @Test
  void smallBlobThatIsLargerThanItSaysIsCutOff() {
    BlobSpool mixed = new BlobSpool(directory, LIMIT, /* small= */ 100);
    assertThrows(IOException.class, () -> mixed.lend(blob(1, 10, false), file -> write(file, 11)));
    assertEquals(0, mixed.used());
    assertEquals(0, onDisk());
  }

  @Test
  void spaceIsTakenBeforeAnythingIsFetched() throws IOException {
    AtomicInteger fetched = new AtomicInteger();
    Thread other =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    spool
                        .lend(
                            blob(2, 700, false),
                            file -> {
                              fetched.incrementAndGet();
                              write(file, 700);
                            })
                        .close();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    try (BlobSpool.Spooled spooled = spool.lend(blob(1, 700, false), file -> write(file, 700))) {
      assertEquals(700, spooled.size());
      other.start();
      while (other.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertEquals(0, fetched.get());
    }
    join(other);
    assertEquals(1, fetched.get());
  }

  @Test
  void aBlobThatIsLargerThanItSaysIsCutOff() {
    IOException e =
        assertThrows(
            IOException.class, () -> spool.lend(blob(1, 10, false), file -> write(file, 11)));
    assertTrue(e.getMessage().contains("longer than 10 bytes"), e.getMessage());
    assertEquals(0, spool.used());
    assertEquals(0, onDisk());
  }

  @Test
  void aBlobThatIsSmallerThanItSaysTakesWhatItIs() throws IOException {
    try (BlobSpool.Spooled spooled = spool.lend(blob(1, 900, false), file -> write(file, 10))) {
      assertEquals(10, spooled.size());
      assertEquals(10, spool.used());
    }
  }

  @Test
  void aBlobOfUnknownSizeEndsWhereTheSpoolDoes() throws IOException {
    spool.lend(blob(1, LIMIT, true), file -> write(file, LIMIT)).close();
    SpoolException e =
        assertThrows(
            SpoolException.class,
            () -> spool.lend(blob(2, 0, true), file -> write(file, LIMIT + 1)));
    assertTrue(e.getMessage().contains("more space"), e.getMessage());
    assertEquals(0, spool.used());
  }

  @Test
  void aBlobThatFitsNowhereIsSentStraight() throws IOException {
    FakeTags registry = new FakeTags();
    Descriptor large = new Descriptor("x", Digests.of(new byte[2 * LIMIT]), 2 * LIMIT);
    uploads(registry, spool).spooled(REPOSITORY, large, ORIGIN, Optional.empty());
    assertEquals(Map.of(large.digest(), 2 * LIMIT), registry.uploaded);
  }

  /** Nothing can be written there any more, as on a full disk. */
  @Test
  void whereNothingCanBeKeptABlobIsSentStraight() throws IOException {
    Files.delete(directory);
    FakeTags registry = new FakeTags();
    Descriptor blob = new Descriptor("x", Digests.of(new byte[5]), 5);
    uploads(registry, spool).spooled(REPOSITORY, blob, ORIGIN, Optional.empty());
    assertEquals(Map.of(blob.digest(), 5), registry.uploaded);
    assertEquals(0, spool.used());
    Descriptor unknown = new Descriptor("x", blob.digest(), Descriptor.UNKNOWN_SIZE);
    SpoolException e =
        assertThrows(
            SpoolException.class,
            () -> uploads(registry, spool).spooled(REPOSITORY, unknown, ORIGIN, Optional.empty()));
    assertTrue(e.getMessage().contains("cannot write " + directory), e.getMessage());
  }

  private static final Repository REPOSITORY = Repository.parse("us.example/prod/app");
  private static final BlobOrigin ORIGIN =
      new BlobOrigin(List.of(new Source.Live(Source.Kind.MOUNT, REPOSITORY)), true);

  /** Of a source whose blobs are zeros. */
  private static BlobSupply uploads(FakeTags registry, BlobSpool spool) {
    ImageReader zeros =
        new ImageReader() {
          @Override
          public Manifest manifest(Repository repository, DescriptorDigest digest) {
            throw new UnsupportedOperationException();
          }

          @Override
          public InputStream blob(Repository repository, Descriptor blob) {
            return new ByteArrayInputStream(new byte[Math.max(5, (int) blob.size())]);
          }
        };
    SnapshotBlobs none =
        digest -> {
          throw new UnsupportedOperationException();
        };
    return new BlobSupply(registry, new SourceReader(zeros, BlobMirrors.NONE, none), spool);
  }

  private static Descriptor blob(int name, long size, boolean unknown) {
    return new Descriptor(
        "x", Digests.of(new byte[] {(byte) name}), unknown ? Descriptor.UNKNOWN_SIZE : size);
  }

  private static void write(SpoolFile file, int bytes) throws IOException {
    try (OutputStream out = file.open()) {
      for (int left = bytes; left > 0; left -= 100) {
        out.write(new byte[Math.min(left, 100)]);
      }
    }
  }

  private ImmutableSet<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.collect(ImmutableSet.toImmutableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long onDisk() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      assertTrue(thread.join(Duration.ofSeconds(20)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
