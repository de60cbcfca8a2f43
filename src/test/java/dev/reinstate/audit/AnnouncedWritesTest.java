package dev.reinstate.audit;

import static dev.reinstate.audit.AuditScene.PROD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.JournalStore;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the auditor makes of writes that a confirmed run announced, and what it asks of the store.
 */
class AnnouncedWritesTest {

  private final SampleImages samples = new SampleImages(6);
  private final SampleImage listed = samples.oci(10);
  private final SampleImage restored = samples.oci(11);
  private final SampleImage stranger = samples.oci(12);
  private final JournalStore store = new JournalStore();
  private final AuditScene scene = new AuditScene().list(PROD, listed, "1.0").journal(store);

  @Test
  void whatWasAnnouncedIsVerified() throws IOException {
    store.announce(scene.now, PROD, restored, "old", "older");
    assertEquals(
        new Verdict.Verified("announced by night shift at 2026-11-23T02:00:00Z"),
        scene.inserted(PROD, restored).verdict());
    assertEquals("verified", scene.inserted(PROD, restored, "older").verdict().word());
  }

  @Test
  void nothingElseIsVerifiedByIt() throws IOException {
    store.announce(scene.now, PROD, restored, "old");
    assertReason("unknown-image", scene.inserted(PROD, stranger));
    assertReason("unknown-image", scene.inserted("us.gcr.io/prod/other", restored));
    assertReason("unknown-tag", scene.inserted(PROD, restored, "new"));
    assertReason("unknown-image", scene.inserted(PROD, stranger, "old"));
    assertReason("tag-moved", scene.inserted(PROD, restored, "1.0"));
  }

  @Test
  void theManifestsOverruleIt() throws IOException {
    store.announce(scene.now, PROD, restored, "1.0");
    assertReason("tag-moved", scene.inserted(PROD, restored, "1.0"));
  }

  @Test
  void theChildrenOfAnAnnouncedIndexCountAsAnnounced() throws IOException {
    SampleImage known = samples.ociIndex(samples.oci(20));
    SampleImage read = samples.ociIndex(samples.oci(21));
    scene.agree(PROD, known);
    scene.registries.put(PROD, read);
    store.announce(scene.now, PROD, known, "old");
    store.announce(scene.now, PROD, read, "older");
    for (SampleImage index : new SampleImage[] {known, read}) {
      assertEquals(
          "announced by night shift at 2026-11-23T02:00:00Z (parent digest %s)"
              .formatted(index.digest()),
          scene.inserted(PROD, index.children().getFirst()).verdict().why());
    }
  }

  @Test
  void anAnnouncementHoldsForADayBeforeTheEventAndNotAfterwards() throws IOException {
    store.announce(scene.now, PROD, restored, "old");
    scene.pass(Duration.ofHours(22));
    assertEquals("verified", scene.inserted(PROD, restored).verdict().word());
    scene.pass(Duration.ofHours(3));
    assertReason("unknown-image", scene.inserted(PROD, restored));
  }

  @Test
  void anEventThatWaitedForDaysIsJudgedByTheJournalOfItsTime() throws IOException {
    store.announce(scene.now, PROD, restored, "old");
    Delivery late = scene.delivery(AuditScene.insert(PROD, restored).getBytes(UTF_8));
    Delivery early =
        new Delivery("early", scene.now.minus(Duration.ofHours(1)), late.data(), late.trace());
    scene.pass(Duration.ofDays(5));
    assertReason("unknown-image", scene.inserted(PROD, restored));
    assertEquals("verified", scene.auditor().handle(late).verdict().word());
    assertReason("unknown-image", scene.auditor().handle(early));
  }

  @Test
  void aTimeFromNowhereIsNoWayIn() throws IOException {
    store.announce(scene.now, PROD, restored, "old");
    scene.pass(Duration.ofDays(60));
    byte[] data = AuditScene.insert(PROD, restored).getBytes(UTF_8);
    for (Instant published :
        List.of(Instant.MIN, Instant.MAX, Instant.parse("2026-11-23T02:00:01Z"))) {
      assertReason(
          "unknown-image",
          scene.auditor().handle(new Delivery("x", published, data, Optional.empty())));
    }
  }

  @Test
  void theStoreIsLeftAloneByWhatTheManifestsExplain() throws IOException {
    scene.registries.put(PROD, samples.referrer(listed, "application/spdx+json", 10));
    scene.inserted(PROD, listed);
    scene.inserted(PROD, listed, "1.0");
    scene.inserted(PROD, stranger, "1.0");
    scene.deleted(PROD, stranger);
    assertEquals(List.of(), store.listings);
  }

  @Test
  void aListingIsNewerThanTheEventAndTwoSecondsAfterTheOneBefore() throws IOException {
    assertReason("unknown-image", scene.inserted(PROD, stranger));
    assertEquals(ImmutableList.of(), scene.pauses, "the first does not wait");
    scene.pass(Duration.ofMillis(500));
    store.announce(scene.now, PROD, restored, "old");
    assertEquals("verified", scene.inserted(PROD, restored).verdict().word());
    assertEquals(ImmutableList.of(Duration.ofMillis(1500)), scene.pauses);
    assertEquals("verified", scene.inserted(PROD, restored).verdict().word());
    scene.pass(Duration.ofSeconds(5));
    assertReason("unknown-image", scene.inserted(PROD, stranger));
    assertEquals(1, scene.pauses.size());
    assertEquals(3, store.listings.size());
    assertEquals(1, store.reads.size(), "an entry is read once");
  }

  @Test
  void anAnnouncementFromTheFutureExcusesNothingNotEvenWhenItsTimeComes() throws IOException {
    store.announce(scene.now.plus(Duration.ofDays(2)), PROD, restored, "old");
    SaidByLoggers said = new SaidByLoggers();
    try {
      assertReason("unknown-image", scene.inserted(PROD, restored));
      assertTrue(
          said.warnings()
              .getFirst()
              .startsWith("journal entry 2026-11-25T02-00-00Z-000000000000 is ahead of"),
          said.warnings().toString());
    } finally {
      said.close();
    }
    scene.pass(Duration.ofDays(2).plusMinutes(1));
    assertReason("unknown-image", scene.inserted(PROD, restored));
  }

  @Test
  void entriesOlderThanADayAreNeverRead() throws IOException {
    store.announce(scene.now.minus(Duration.ofHours(25)), PROD, restored, "old");
    store.announce(scene.now.minus(Duration.ofHours(2)), PROD, listed, "old");
    assertReason("unknown-image", scene.inserted(PROD, restored));
    assertEquals(List.of("2026-11-22T02-00-00Z"), store.listings);
    assertEquals(List.of("2026-11-23T00-00-00Z-000000000000"), store.reads);
  }

  @Test
  void aStoreThatDoesNotAnswerIsNoVerdictOnWhatItMayExplain() throws IOException {
    store.announce(scene.now, PROD, restored, "old");
    store.broken = true;
    assertThrows(IOException.class, () -> scene.inserted(PROD, restored));
    assertThrows(IOException.class, () -> scene.inserted(PROD, restored, "old"));
    assertEquals("verified", scene.inserted(PROD, listed).verdict().word());
    assertReason("tag-moved", scene.inserted(PROD, restored, "1.0"));
    store.broken = false;
    assertEquals("verified", scene.inserted(PROD, restored).verdict().word());
  }

  @Test
  void aDamagedEntryAnnouncesNothingAndIsReadOnce() throws IOException {
    store.put("2026-11-23T01-00-00Z-aaaaaaaaaaaa", "{}".getBytes(UTF_8));
    store.put("2026-11-23T01-00-00Z-not-an-entry", "{}".getBytes(UTF_8));
    store.announce(scene.now, PROD, restored, "old");
    assertEquals("verified", scene.inserted(PROD, restored).verdict().word());
    assertReason("unknown-image", scene.inserted(PROD, stranger));
    assertEquals(2, store.reads.size());
  }

  private static void assertReason(String reason, AuditRecord judged) {
    assertEquals(reason, judged.labels().get("reason"), judged::toString);
  }
}
