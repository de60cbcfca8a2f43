package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code snapshot verify}: every kind of damage is named, with exit code 4. */
final class SnapshotVerifyCommandTest {

  private static final String FIRST = "2026-11-24T02-00-00Z";

  private final SampleImages samples = new SampleImages(32);
  private final SampleImage image = samples.oci(200, 300);
  private final SampleImage other = samples.oci(400);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void takeSnapshot() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    world.manifest("staging.example/team", "us.example/prod");
    world.put("us.example/prod/app", image, "v1");
    world.put("us.example/prod/lib", other, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void aSoundSnapshotIsSaidToBeSoundAndHowMuchOfItWasRead() {
    String name = "Snapshot " + FIRST + ": 2 images, 5 blobs, ";
    assertEquals(name + "0 of them hashed (0 bytes): sound\n", verify(ExitCode.DONE));
    assertTrue(verify(ExitCode.DONE, "--sample=1").startsWith(name + "1 of them hashed ("));
    assertTrue(verify(ExitCode.DONE, "--sample=99").startsWith(name + "5 of them hashed ("));
    assertTrue(verify(ExitCode.DONE, "--deep").startsWith(name + "5 of them hashed ("));
  }

  @Test
  void aFlippedBitIsFoundByADeepLookOnly() throws IOException {
    Path blob = blob(aBlobOf(image));
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    replace(blob, bytes);
    verify(ExitCode.DONE);
    String out = verify(ExitCode.PARTIAL, "--deep");
    assertTrue(out.startsWith("! blob " + aBlobOf(image)), out);
    String sampled = verify(ExitCode.PARTIAL, "--sample=99");
    assertTrue(sampled.endsWith(": 1 problem\n"), sampled);
    assertEquals(sampled, out);
  }

  @Test
  void missingBlobsAreNamedWithoutReadingAny() throws IOException {
    Files.delete(blob(aBlobOf(image)));
    Files.delete(blob(aBlobOf(other)));
    String out = verify(ExitCode.PARTIAL);
    for (SampleImage broken : ImmutableList.of(image, other)) {
      assertTrue(out.contains("! blob " + aBlobOf(broken) + ": it is missing\n"), out);
    }
    assertTrue(out.endsWith(": 2 problems\n"), out);
  }

  @Test
  void aManifestThatIsNotTheImagesIsNamed() throws IOException {
    replace(blob(image.digest()), other.manifest().bytes());
    assertTrue(verify(ExitCode.PARTIAL).contains("! image " + image.digest()));
  }

  @Test
  void aForgedTreeIsNamed() throws IOException {
    String tree =
        new ObjectMapper()
            .readTree(root(FIRST).toFile())
            .at("/trees/us.example~1prod/digest")
            .asText();
    Path file = blob(Digests.parse(tree));
    replace(file, Files.readString(file).replaceFirst("\"app\"", "\"apq\"").getBytes(UTF_8));
    String out = verify(ExitCode.PARTIAL);
    assertTrue(out.contains("! registry tree of us.example/prod: "), out);
    assertTrue(out.contains(tree), out);
  }

  @Test
  void aForgedRootIsNamedByTheOneAfterIt() throws IOException {
    world.takeSnapshot().endsWith(ExitCode.DONE);
    Path root = root(FIRST);
    replace(root, Files.readString(root).replace("\"tags\":2", "\"tags\":3").getBytes(UTF_8));
    String out = verify(ExitCode.PARTIAL);
    assertTrue(out.contains("its predecessor " + FIRST + " has SHA-256 "), out);
    assertTrue(out.contains("one of the two was forged"), out);
  }

  @Test
  void aForgedNewestRootIsNamedByWhatItLeadsTo() throws IOException {
    Path root = root(FIRST);
    replace(root, Files.readString(root).replace("\"tags\":2", "\"tags\":3").getBytes(UTF_8));
    String out = verify(ExitCode.PARTIAL);
    assertTrue(out.contains("! snapshot " + FIRST + ": its root claims"), out);
  }

  @Test
  void anOlderSnapshotIsLookedAtWhenAskedFor() throws IOException {
    world.put("us.example/prod/new", samples.oci(50), "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    String out = verify(ExitCode.DONE, "--as-of=2026-11-24T12:00:00Z");
    assertTrue(out.startsWith("Snapshot " + FIRST + ": 2 images"), out);
  }

  @Test
  void aBackupThatStoppedIsNoticed() {
    verify(ExitCode.DONE, "--max-age=0s");
    world.pass(Duration.ofHours(26).plusSeconds(4));
    verify(ExitCode.DONE, "--max-age=2d");
    String out = verify(ExitCode.PARTIAL, "--max-age=26h");
    assertTrue(
        out.startsWith(
            "! snapshot "
                + FIRST
                + ": the newest is 1 d 2 h 4 s old, more than 1 d 2 h;"
                + " is the backup still running?\n"),
        out);
  }

  @Test
  void aStoreWithoutSnapshotsIsNotSound() throws IOException {
    Files.delete(root(FIRST));
    String out = verify(ExitCode.PARTIAL, "--max-age=26h");
    assertTrue(out.contains("it has no snapshot"), out);
    assertTrue(out.startsWith("! " + world.snapshot()), out);
  }

  @Test
  void aBudgetEndsARunAndTheNextOneGoesOnUntilAllIsRead() throws IOException {
    for (int run = 1; run <= 10; run++) {
      String line = readOne();
      assertTrue(line.startsWith("store: %d of 10 objects read, the oldest ".formatted(run)), line);
      world.pass(Duration.ofHours(1));
    }
    assertEquals("store: 10 of 10 objects read, the oldest 9 h ago", readOne());
    SampleImage more = samples.oci(50);
    world.put("us.example/prod/new", more, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    String all = read("--deep");
    assertTrue(all.matches("store: (\\d+) of \\1 objects read, the oldest \\d s ago"), all);
  }

  private String readOne() {
    return read("--deep", "--bytes-limit=1B");
  }

  /** What it says of the store, which is beside what it says of the snapshot. */
  private String read(String... how) {
    Run run = deep(how).endsWith(ExitCode.DONE);
    return Iterables.getOnlyElement(
        run.err().lines().filter(line -> line.startsWith("store: ")).toList());
  }

  private Run deep(String... how) {
    return world.run(
        Stream.concat(
                Stream.of("snapshot", "verify", "--snapshot=" + world.snapshot()), Stream.of(how))
            .toArray(String[]::new));
  }

  @Test
  void theNewAreReadFirstAndDamageThatNoImageNeedsIsSaidOnly() throws IOException {
    verify(ExitCode.DONE, "--deep");
    byte[] stray = "needed by nothing".getBytes(UTF_8);
    Files.write(blob(Digests.of(stray)), "something else".getBytes(UTF_8));
    Run run = deep("--deep", "--bytes-limit=1").endsWith(ExitCode.DONE);
    assertTrue(
        run.out().startsWith("· object " + Digests.of(stray) + ", no blob of this snapshot: "),
        run.out());
    assertTrue(run.err().contains("store: 10 of 11 objects read, "), run.err());
  }

  @Test
  void aStoreThatTakesNoProofIsReadAllTheSame() throws IOException {
    Files.writeString(world.snapshot().resolve("proofs"), "in the way");
    Run run = world.run("snapshot", "verify", "--deep", "--snapshot=" + world.snapshot());
    run.endsWith(ExitCode.DONE);
    assertTrue(run.err().contains("store: 10 of 10 objects read, "), run.err());
    assertTrue(run.err().contains("cannot record in " + world.snapshot()), run.err());
  }

  @Test
  void aProofThatCannotBeReadIsNamedAndStopsNothing() throws IOException {
    verify(ExitCode.DONE, "--deep");
    Path proofs = world.snapshot().resolve("proofs");
    Files.writeString(proofs.resolve("store-20261123T000000Z-aa.json"), "{");
    Run run = world.run("snapshot", "verify", "--deep", "--snapshot=" + world.snapshot());
    run.endsWith(ExitCode.DONE);
    assertTrue(run.err().contains("proof store-20261123T000000Z-aa"), run.err());
  }

  private String verify(ExitCode expected, String... more) {
    return world
        .run(
            ImmutableList.<String>builder()
                .add("snapshot", "verify", "--snapshot=" + world.snapshot())
                .add(more)
                .build()
                .toArray(String[]::new))
        .endsWith(expected)
        .out();
  }

  private static DescriptorDigest aBlobOf(SampleImage image) {
    return image.blobs().keySet().asList().getFirst();
  }

  private Path blob(DescriptorDigest digest) {
    return world.snapshot().resolve("blobs/sha256").resolve(digest.getHash());
  }

  private Path root(String snapshot) {
    return world.snapshot().resolve("snapshots").resolve(snapshot + ".json");
  }

  /** Files of a store are read-only. */
  private static void replace(Path file, byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }
}
