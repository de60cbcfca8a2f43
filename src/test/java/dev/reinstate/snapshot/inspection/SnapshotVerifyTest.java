package dev.reinstate.snapshot.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.Takes;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.snapshot.inspection.VerifyRequest.Depth;
import dev.reinstate.snapshot.take.SnapshotTaken;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotVerifyTest {

  private static final String PAUSE = "eu.gcr.io/prod/pause";
  private static final Depth EXISTENCE = new Depth.Existence();
  private static final Depth EVERYTHING = Takes.EVERYTHING;

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();
  private SnapshotStore store;
  private Takes takes;

  @BeforeEach
  void openStore() {
    store = new DirectoryStore(directory);
    takes = new Takes(store, registry);
  }

  @Test
  void aSoundSnapshotHasNoProblems() throws IOException {
    Manifest amd64 = registry.push(PAUSE, "", "base", "amd64");
    registry.push(PAUSE, "3.9", FakeRegistry.index(amd64));
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    VerifyResult result = verify(EVERYTHING);
    assertEquals(ImmutableList.of(), result.problems());
    assertEquals(2, result.images());
    assertEquals(3, result.blobs());
    assertEquals(3, result.hashed());
    assertEquals(0, verify(EXISTENCE).hashed());
    assertEquals(2, verify(new Depth.Sample(2, 42)).hashed());
  }

  @Test
  void aStoreWithoutSnapshotsIsAProblem() throws IOException {
    assertEquals("it has no snapshot", onlyProblem(EXISTENCE).fault());
  }

  @Test
  void aMissingLayerIsNamed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    DescriptorDigest layer = Digests.of("layer".getBytes(UTF_8));
    Files.delete(file(layer));
    assertEquals(new SnapshotProblem("blob " + layer, "it is missing"), onlyProblem(EXISTENCE));
  }

  @Test
  void aFlippedBitIsFoundByReading() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    DescriptorDigest layer = Digests.of("layer".getBytes(UTF_8));
    replace(file(layer), "lbyer");
    assertEquals(ImmutableList.of(), verify(EXISTENCE).problems());
    assertEquals("blob " + layer, onlyProblem(EVERYTHING).part());
  }

  @Test
  void aShortenedBlobIsFoundWithoutReading() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    replace(file(Digests.of("layer".getBytes(UTF_8))), "lay");
    assertEquals("it has 3 bytes, not 5", onlyProblem(EXISTENCE).fault());
  }

  @Test
  void aDamagedManifestIsFoundWithoutADeepLook() throws IOException {
    Manifest image = registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    replace(file(image.digest()), "{}");
    assertEquals("image " + image.digest(), onlyProblem(EXISTENCE).part());
  }

  @Test
  void aForgedTreeIsNamed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    SnapshotTaken taken = takes.at("2026-11-23T02:00:00Z");
    replace(file(taken.root().trees().firstEntry().getValue().digest()), "{\"schemaVersion\":1}");
    SnapshotProblem problem = onlyProblem(EXISTENCE);
    assertEquals("registry tree of eu.gcr.io/prod", problem.part());
  }

  @Test
  void aForgedOlderRootBreaksTheChain() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    Path root = directory.resolve("snapshots/2026-11-23T02-00-00Z.json");
    replace(root, Files.readString(root).replace("2026-11-23T02:00:00Z", "2026-11-23T02:00:01Z"));
    SnapshotProblem problem = onlyProblem(EXISTENCE);
    assertEquals("snapshot 2026-11-24T02-00-00Z", problem.part());
    assertTrue(problem.fault().contains("forged"), problem.fault());
  }

  @Test
  void aMissingPredecessorAndAHiddenOneAreNoticed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    Path first = directory.resolve("snapshots/2026-11-23T02-00-00Z.json");
    byte[] root = Files.readAllBytes(first);
    Files.delete(first);
    assertTrue(onlyProblem(EXISTENCE).fault().endsWith("2026-11-23T02-00-00Z is missing"));
    Files.write(directory.resolve("snapshots/2026-11-25T02-00-00Z.json"), root);
    assertTrue(
        verify(EXISTENCE).problems().stream()
            .anyMatch(problem -> problem.fault().startsWith("names no predecessor")));
  }

  @Test
  void twoSnapshotsThatContinueTheSameOneAreNoticed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    Path second = directory.resolve("snapshots/2026-11-24T02-00-00Z.json");
    Files.copy(second, directory.resolve("snapshots/2026-11-24T02-00-01Z.json"));
    SnapshotProblem problem = onlyProblem(EXISTENCE);
    assertEquals("snapshot 2026-11-24T02-00-01Z", problem.part());
    assertTrue(problem.fault().startsWith("continues 2026-11-23T02-00-00Z as"), problem.fault());
  }

  @Test
  void aRootThatClaimsMoreThanItLeadsToIsNoticed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    Path root = directory.resolve("snapshots/2026-11-23T02-00-00Z.json");
    replace(root, Files.readString(root).replaceFirst("\"trees\":\\{.*?\\}\\}", "\"trees\":{}"));
    assertTrue(onlyProblem(EXISTENCE).fault().contains("claims 1 repositories"));
  }

  @Test
  void aDamagedRootIsListedAndNamed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    takes.at("2026-11-24T02:00:00Z");
    replace(directory.resolve("snapshots/2026-11-24T02-00-00Z.json"), "{");
    assertEquals("snapshot 2026-11-24T02-00-00Z", onlyProblem(EXISTENCE).part());
    ImmutableList<ListedSnapshot> listed = new SnapshotList(store, new FanOut(2)).list();
    assertTrue(listed.get(0) instanceof ListedSnapshot.Intact);
    assertTrue(listed.get(1) instanceof ListedSnapshot.Damaged);
  }

  @Test
  void aBackupThatStoppedIsNoticed() throws IOException {
    registry.push(PAUSE, "3.9", "layer");
    takes.at("2026-11-23T02:00:00Z");
    VerifyRequest request =
        new VerifyRequest(Optional.empty(), EXISTENCE, Optional.of(Duration.ofHours(36)));
    assertEquals(ImmutableList.of(), verify("2026-11-24T14:00:00Z", request).problems());
    assertTrue(
        Iterables.getOnlyElement(verify("2026-11-24T14:00:01Z", request).problems())
            .fault()
            .contains("is the backup still running?"));
  }

  private SnapshotProblem onlyProblem(Depth depth) throws IOException {
    return Iterables.getOnlyElement(verify(depth).problems());
  }

  private VerifyResult verify(Depth depth) throws IOException {
    return verify(
        "2026-11-24T03:00:00Z", new VerifyRequest(Optional.empty(), depth, Optional.empty()));
  }

  private VerifyResult verify(String now, VerifyRequest request) throws IOException {
    return new SnapshotVerify(store, new FanOut(4), InstantSource.fixed(Instant.parse(now)))
        .verify(request);
  }

  private Path file(DescriptorDigest blob) {
    return directory.resolve("blobs/sha256").resolve(blob.getHash());
  }

  /** Files of a store are read-only. */
  private static void replace(Path file, String content) throws IOException {
    Files.delete(file);
    Files.writeString(file, content);
  }
}
