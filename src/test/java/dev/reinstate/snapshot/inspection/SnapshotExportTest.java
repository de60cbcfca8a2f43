package dev.reinstate.snapshot.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Streams;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.Takes;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotExportTest {

  private static final String PAUSE = "eu.gcr.io/prod/pause";

  @TempDir Path temporary;
  private final FakeRegistry registry = new FakeRegistry();
  private SnapshotStore store;
  private Takes takes;
  private Path layout;

  @BeforeEach
  void openStore() {
    store = new DirectoryStore(temporary.resolve("store"));
    takes = new Takes(store, registry);
    layout = temporary.resolve("layout");
  }

  @Test
  void everyTagAndUntaggedImageHasADescriptorAndEveryBlobAFile() throws IOException {
    Manifest amd64 = registry.push(PAUSE, "", "base", "amd64");
    Manifest index = registry.push(PAUSE, "3.9", FakeRegistry.index(amd64));
    registry.push(PAUSE, "latest", index);
    Manifest untagged = registry.push(PAUSE, "", "untagged");
    takes.at("2026-11-23T02:00:00Z");
    ExportResult result = export();

    assertEquals(ImmutableList.of(), result.problems());
    assertEquals(8, result.blobs());
    assertEquals(8, result.linked(), "one file system, so nothing is copied");
    assertEquals(
        ImmutableSet.of(PAUSE + ":3.9", PAUSE + ":latest", PAUSE + "@" + untagged.digest()),
        references());
    assertArrayEquals(
        amd64.bytes(),
        Files.readAllBytes(layout.resolve("blobs/sha256").resolve(amd64.digest().getHash())));
  }

  @Test
  void whatIsNotHeldOrMissingIsSaidAndTheRestIsExported() throws IOException {
    registry.push(PAUSE, "broken", "base", "lost");
    Manifest sound = registry.push(PAUSE, "sound", "other");
    registry.deleteBlob(PAUSE, "lost");
    takes.at("2026-11-23T02:00:00Z");
    ExportResult result = export();
    assertTrue(Iterables.getOnlyElement(result.problems()).part().startsWith("image " + PAUSE));
    assertEquals(ImmutableSet.of(PAUSE + ":sound"), references());
    assertTrue(Files.exists(layout.resolve("blobs/sha256").resolve(sound.digest().getHash())));
  }

  @Test
  void aMissingBlobIsNamed() throws IOException {
    registry.push(PAUSE, "1", "layer");
    takes.at("2026-11-23T02:00:00Z");
    String layer = Digests.of("layer".getBytes(UTF_8)).getHash();
    Files.delete(temporary.resolve("store/blobs/sha256").resolve(layer));
    assertEquals(
        new SnapshotProblem("blob sha256:" + layer, "it is missing"),
        Iterables.getOnlyElement(export().problems()));
  }

  @Test
  void aFullDirectoryIsNotTouched() throws IOException {
    registry.push(PAUSE, "1", "layer");
    takes.at("2026-11-23T02:00:00Z");
    Files.createDirectories(layout);
    Files.writeString(layout.resolve("mine"), "");
    assertThrows(DirectoryNotEmptyException.class, this::export);
  }

  @Test
  void skopeoReadsAnExport() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/skopeo")), "skopeo is not installed");
    Manifest image = registry.push(PAUSE, "3.9", registry.runnable(PAUSE));
    takes.at("2026-11-23T02:00:00Z");
    export();

    assertEquals(
        image.digest().toString(),
        new ObjectMapper()
            .readTree(skopeo("inspect", "oci:" + layout + ":" + PAUSE + ":3.9"))
            .path("Digest")
            .asText());
    Path copy = temporary.resolve("copy");
    skopeo("copy", "oci:" + layout + ":" + PAUSE + ":3.9", "dir:" + copy);
    assertArrayEquals(image.bytes(), Files.readAllBytes(copy.resolve("manifest.json")));
  }

  private ExportResult export() throws IOException {
    FanOut fanOut = new FanOut(4);
    LoadedSnapshot snapshot =
        new SnapshotReader(store, fanOut).latest(repository -> true).orElseThrow();
    return new SnapshotExport(store, fanOut).export(snapshot, layout);
  }

  private ImmutableSet<String> references() throws IOException {
    JsonNode index = new ObjectMapper().readTree(layout.resolve("index.json").toFile());
    return Streams.stream(index.path("manifests"))
        .map(node -> node.path("annotations").path("org.opencontainers.image.ref.name").asText())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static String skopeo(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ImmutableList.<String>builder().add("/usr/bin/skopeo").add(arguments).build())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
