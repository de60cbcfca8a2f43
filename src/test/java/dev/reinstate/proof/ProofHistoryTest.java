package dev.reinstate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.SnapshotProblem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ProofHistoryTest {

  private static final String NOW = "2026-11-27T12:00:00Z";
  private static final long[] ALL = {10, 20, -30};

  private final Proofs proofs = new Proofs();

  @Test
  void nothingIsProvenBeforeTheFirstRun() throws IOException {
    assertEquals("whole: 0 of 3 images proven", text());
    assertArrayEquals(new int[] {0, 1, 2}, proofs.at(NOW).order(ALL, ProofLevel.PRESENT));
    assertEquals(3, proofs.at(NOW).unvisited(ALL, ProofLevel.PRESENT));
    assertEquals(OptionalDouble.empty(), proofs.at(NOW).requestsPerImage(ProofLevel.PRESENT));
    assertTrue(proofs.at(NOW).wholeness(ALL).isStale(Duration.ofDays(1), Instant.parse(NOW)));
    assertEquals(
        "whole: 0 of 0 images proven",
        proofs.at(NOW).wholeness(new long[0]).text(Instant.parse(NOW)));
  }

  @Test
  void theOldestProofIsSaidAndWhatItWasProvenBy() throws IOException {
    proofs.proven("2026-11-18T11:00:00Z", ProofLevel.BYTES, 20);
    proofs.proven("2026-11-25T08:00:00Z", ProofLevel.PRESENT, ALL);
    assertEquals(
        "whole: 3 of 3 images proven, the oldest 2 d 4 h ago; by their bytes 1, the oldest 9 d 1 h"
            + " ago",
        text());
    Wholeness wholeness = proofs.at(NOW).wholeness(ALL);
    assertFalse(wholeness.isStale(Duration.ofHours(52), Instant.parse(NOW)));
    assertTrue(wholeness.isStale(Duration.ofHours(51), Instant.parse(NOW)));
    assertTrue(wholeness.isStale(ProofLevel.BYTES, Duration.ofDays(99), Instant.parse(NOW)));
    assertEquals(OptionalDouble.of(3), proofs.at(NOW).requestsPerImage(ProofLevel.PRESENT));
  }

  @Test
  void damageRevokesWhatWasProvenAtAnyLevelAndNothingReadDoesNot() throws IOException {
    proofs.proven("2026-11-25T08:00:00Z", ProofLevel.BYTES, ALL);
    proofs.damaged("2026-11-26T08:00:00Z", ProofLevel.PRESENT, 20);
    proofs.unread("2026-11-27T08:00:00Z", ProofLevel.BYTES, 10, 20);
    Wholeness wholeness = proofs.at(NOW).wholeness(ALL);
    assertEquals(2, wholeness.proven());
    assertEquals(2, wholeness.byBytes());
    proofs.proven("2026-11-27T09:00:00Z", ProofLevel.PRESENT, 20);
    assertEquals(3, proofs.at(NOW).wholeness(ALL).proven());
    assertEquals(2, proofs.at(NOW).wholeness(ALL).byBytes());
  }

  @Test
  void aProofThatMayBeOlderThanTheDamageIsNotBelieved() throws IOException {
    proofs.damaged("2026-11-27T08:00:00Z", ProofLevel.PRESENT, 20);
    proofs.proven("2026-11-27T08:09:59Z", ProofLevel.PRESENT, ALL);
    assertEquals(2, proofs.at(NOW).wholeness(ALL).proven());
  }

  @Test
  void twoRunsThatKnewTheSameProveTwice() throws IOException {
    proofs.proven("2026-11-27T08:00:00Z", ProofLevel.PRESENT, 10, 20);
    proofs.proven("2026-11-27T08:00:00Z", ProofLevel.PRESENT, 10, 20);
    assertEquals(2, proofs.documents.all.size());
    assertEquals(2, proofs.at(NOW).wholeness(ALL).proven());
    assertArrayEquals(new int[] {2, 0, 1}, proofs.at(NOW).order(ALL, ProofLevel.PRESENT));
  }

  @Test
  void aNameThatIsTakenIsNotWrittenOver() throws IOException {
    Instant begun = Instant.parse("2026-11-27T08:00:00.9Z");
    Proof proof = Proofs.of(begun, begun, ProofLevel.BYTES, ALL, new long[0], new long[0]);
    assertEquals("20261127T080000Z-0f", ProofHistory.append(proofs.documents, proof, "0f"));
    assertEquals("20261127T080001Z-0f", ProofHistory.append(proofs.documents, proof, "0f"));
    assertEquals(ImmutableList.of(), proofs.at(NOW).problems());
    assertThrows(
        IllegalArgumentException.class,
        () -> ProofHistory.append(proofs.documents, proof, "../evil"));
  }

  @Test
  void whatIsSaidOfAStoreSaysNothingOfImages() throws IOException {
    Instant begun = Instant.parse("2026-11-27T08:00:00Z");
    Proof proof = Proofs.of(begun, begun, ProofLevel.BYTES, ALL, new long[0], new long[0]);
    String name = ProofHistory.append(proofs.documents, ProofKind.STORE, proof, "0f");
    assertEquals("store-20261127T080000Z-0f", name);
    assertEquals("whole: 0 of 3 images proven", text());
    assertEquals(
        "store: 3 of 3 objects read, the oldest 4 h ago",
        ProofHistory.load(proofs.documents, ProofKind.STORE, Instant.parse(NOW))
            .wholeness(ALL)
            .storeText(Instant.parse(NOW)));
    // Nor under another name.
    proofs.documents.create("20261127T080000Z-aa", proofs.documents.read(name));
    assertEquals("whole: 0 of 3 images proven", text());
    assertEquals(1, proofs.at(NOW).problems().size());
  }

  @Test
  void aClockAheadTellsNothingUntilThen() throws IOException {
    proofs.proven("2026-11-27T11:54:00Z", ProofLevel.PRESENT, 10);
    proofs.proven("2026-11-27T12:54:00Z", ProofLevel.PRESENT, ALL);
    assertEquals("whole: 1 of 3 images proven, the oldest 6 min ago", text());
    assertEquals(
        ImmutableList.of(
            new SnapshotProblem(
                "proof 20261127T125400Z-00000001",
                "it is dated 2026-11-27T13:04:00Z, ahead of this machine's clock,"
                    + " 2026-11-27T12:00:00Z; it tells nothing until then")),
        proofs.at(NOW).problems());
    assertEquals(3, proofs.at("2026-11-27T13:00:00Z").wholeness(ALL).proven());
  }

  @Test
  void aNameThatClaimsAnotherTimeIsNotBelieved() throws IOException {
    proofs.proven("2026-11-20T08:00:00Z", ProofLevel.PRESENT, ALL);
    byte[] document = proofs.documents.read("20261120T080000Z-00000000");
    proofs.documents.create("20261127T080000Z-00000000", document);
    assertEquals(
        "its run began at 2026-11-20T08:00:00Z, which is not what its name says",
        proofs.at(NOW).problems().getFirst().fault());
  }

  @Test
  void whatIsOlderThanAYearIsNotReadAndOtherFilesArePassedOver() throws IOException {
    proofs.proven("2025-11-20T08:00:00Z", ProofLevel.PRESENT, ALL);
    proofs.documents.create("readme", "no proof".getBytes(UTF_8));
    proofs.documents.create("20269999T080000Z-aa", new byte[0]);
    assertEquals("whole: 0 of 3 images proven", text());
    assertEquals(ImmutableList.of(), proofs.at(NOW).problems());
  }

  @Test
  void aPlaceThatWasDamagedCountsAsNothingElse() {
    Instant begun = Instant.parse(NOW);
    Proof proof = Proofs.of(begun, begun.minusSeconds(1), ProofLevel.PRESENT, ALL, ALL, ALL);
    assertEquals(begun, proof.ended());
    assertEquals(0, proof.proven().size());
    assertEquals(0, proof.unread().size());
    assertEquals(3, proof.damaged().size());
  }

  @Test
  void aMillionImagesAndThirtyProofsAreOrderedAndCounted() throws IOException {
    Random random = new Random(1);
    long[] places = LongStream.generate(random::nextLong).limit(1_000_000).toArray();
    for (int run = 0; run < 30; run++) {
      int first = run % 10 * 100_000;
      proofs.proven(
          "2026-11-%02dT00:00:00Z".formatted(run + 1),
          ProofLevel.PRESENT,
          Arrays.copyOfRange(places, first, first + 100_000));
    }
    ProofHistory history = proofs.at("2026-11-30T12:00:00Z");
    assertEquals(
        "whole: 1,000,000 of 1,000,000 images proven, the oldest 9 d 12 h ago",
        history.wholeness(places).text(Instant.parse("2026-11-30T12:00:00Z")));
    int[] order = history.order(places, ProofLevel.PRESENT);
    assertTrue(Arrays.stream(order).limit(100_000).allMatch(index -> index < 100_000));
    assertEquals(1_000_000, Arrays.stream(order).distinct().count());
  }

  private String text() throws IOException {
    return proofs.at(NOW).wholeness(ALL).text(Instant.parse(NOW));
  }
}
