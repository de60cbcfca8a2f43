package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.AuditRecord;
import dev.reinstate.audit.Auditor;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A confirmed run announces what no manifest lists, so that an auditor verifies what it writes. */
class AnnouncedRunTest {

  private static final String PROD = "us.example/prod/app";

  /** The day after the world begins: when its snapshot is taken and its runs run. */
  private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

  private final SampleImages samples = new SampleImages(33);
  private final SampleImage listed = samples.oci(200);
  private final SampleImage signature = samples.cosignSignature(listed);
  private final SampleImage index = samples.ociIndex(samples.oci(100), samples.oci(100));
  private final SampleImage unlisted = samples.oci(150);

  @TempDir private Path directory;
  private World world;
  private ManifestFile manifest;

  @BeforeEach
  void takeSnapshotAndLoseEverything() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    manifest = world.manifest("staging.example/team", "us.example/prod");
    manifest.promote("app", listed.digest(), "1.0");
    world.registry("staging.example");
    world.put(PROD, listed, "1.0");
    world.put(PROD, signature, listed.signatureTag());
    world.put(PROD, index, "nightly");
    world.put(PROD, unlisted, "old", "older");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.wipe("us.example");
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void whateverItWritesAnAuditorVerifies() throws IOException {
    world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.DONE);
    assertEquals(1, entries().size());
    List<String> events = events();
    assertEquals(11, events.size(), "six images and five tags");
    try (Audit audit = new Audit()) {
      for (String event : events) {
        assertEquals("verified", audit.judge(event).verdict().word(), event);
      }
      String stranger = insert(samples.oci(10).digest().toString(), Optional.empty());
      assertEquals("rejected", audit.judge(stranger).verdict().word());
    }
  }

  @Test
  void withoutTheJournalItWouldLookLikeAnIntruder() throws IOException {
    world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.DONE);
    Files.delete(entries().getFirst());
    try (Audit audit = new Audit()) {
      long rejected = 0;
      for (String event : events()) {
        rejected += audit.judge(event).verdict().word().equals("rejected") ? 1 : 0;
      }
      // The unlisted image, the index with its two children, and their three tags.
      assertEquals(7, rejected);
    }
  }

  @Test
  void theEntryIsThereBeforeTheFirstWrite() {
    AtomicBoolean late = new AtomicBoolean();
    world
        .registry("us.example")
        .latency()
        .set(
            target -> {
              if (!target.method().equals("GET") && !target.method().equals("HEAD")) {
                late.compareAndSet(false, !Files.isDirectory(journal()));
              }
              return Duration.ZERO;
            });
    world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.DONE);
    assertFalse(late.get());
  }

  @Test
  void anAttachmentIsAnnouncedWithoutBeingAskedFor() throws IOException {
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    String entry = Files.readString(entries().getFirst());
    assertTrue(entry.contains(signature.digest().toString()), entry);
    assertFalse(entry.contains(listed.digest().toString()), entry);
    assertFalse(entry.contains(unlisted.digest().toString()), entry);
  }

  @Test
  void aRunThatWritesNothingAnnouncesNothing() throws IOException {
    world.reconcile("--restore-unmanaged").endsWith(ExitCode.DONE);
    world.reconcile("--restore-unmanaged", "--confirm", "--dry-run").endsWith(ExitCode.DONE);
    assertEquals(List.of(), entries());
    world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.DONE);
    world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.DONE);
    assertEquals(1, entries().size());
  }

  @Test
  void aRunThatWritesOnlyWhatTheManifestsListAnnouncesNothing() throws IOException {
    world.put(PROD, signature, listed.signatureTag());
    world.reconcile("--confirm").endsWith(ExitCode.DONE);
    assertEquals(List.of(), entries());
  }

  @Test
  void aRunThatTheGateHoldsBackAnnouncesNothing() throws IOException {
    for (int i = 0; i < 12; i++) {
      manifest.promote("lib" + i, listed.digest(), "1.0");
    }
    world.put("staging.example/team/app", listed);
    for (int i = 0; i < 12; i++) {
      world.put("staging.example/team/lib" + i, listed);
    }
    world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.REFUSED);
    assertEquals(List.of(), entries());
  }

  @Test
  void aRunThatCannotAnnounceSaysSoAndGoesOn() throws IOException {
    Files.writeString(journal(), "in the way");
    Run run = world.reconcile("--restore-unmanaged", "--confirm").endsWith(ExitCode.DONE);
    assertTrue(
        run.err()
            .contains(
                "writes that no manifest lists in the journal of "
                    + world.snapshot()
                    + "; going on, and an auditor will reject them: "
                    + journal()
                    + ": is not a directory"),
        run.err());
    assertEquals(11, events().size());
  }

  private Path journal() {
    return world.snapshot().resolve("journal");
  }

  private List<Path> entries() throws IOException {
    if (!Files.isDirectory(journal())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(journal())) {
      return files.toList();
    }
  }

  /** What a registry would have published while it was filled. */
  private List<String> events() {
    List<String> events = new ArrayList<>();
    RepositoryState state = world.contents("us.example").state().get("prod/app");
    state.images().forEach(image -> events.add(insert(image.toString(), Optional.empty())));
    state.tags().forEach((tag, image) -> events.add(insert(image.toString(), Optional.of(tag))));
    return events;
  }

  private static String insert(String digest, Optional<String> tag) {
    return "{\"action\":\"INSERT\",\"digest\":\"%s@%s\"%s}"
        .formatted(
            PROD, digest, tag.map(name -> ",\"tag\":\"" + PROD + ":" + name + "\"").orElse(""));
  }

  /** An auditor of this world. */
  private final class Audit implements AutoCloseable {

    private final DirectoryStore store = new DirectoryStore(world.snapshot());
    private final RegistryClient client;
    private final Auditor auditor;

    Audit() throws IOException {
      ReferenceState truth =
          new ReferenceState(
              new ManifestLoader(new FanOut(1))
                  .load(new ManifestSources(ImmutableList.of(), ImmutableList.of(manifest.path())))
                  .desired(),
              new SnapshotReader(store, new FanOut(1)).latest(any -> true).orElseThrow().state(),
              Optional.empty());
      client =
          RegistryClient.open(
              RegistrySettings.defaults(ImmutableMap.of())
                  .withRewrites(
                      Rewrites.parse(
                          List.of(
                              "us.example=" + world.registry("us.example").host(),
                              "staging.example=" + world.registry("staging.example").host()))));
      auditor =
          new Auditor(
              () -> truth,
              client.images(),
              Optional.of(store),
              ImmutableList.of("reinstate", "reconcile"),
              new FanOut(8),
              () -> NOW,
              pause -> {});
    }

    AuditRecord judge(String event) throws IOException {
      return auditor.handle(new Delivery("1", NOW, event.getBytes(UTF_8), Optional.empty()));
    }

    @Override
    public void close() throws IOException {
      client.close();
      store.close();
    }
  }
}
