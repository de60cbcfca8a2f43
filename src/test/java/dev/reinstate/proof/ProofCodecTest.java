package dev.reinstate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.proof.Proof.Counts;
import dev.reinstate.proof.Proof.Damage;
import dev.reinstate.snapshot.DamagedSnapshotException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ProofCodecTest {

  private static final Instant BEGUN = Instant.parse("2026-11-27T10:30:00Z");
  private static final Damage DAMAGE =
      new Damage("blob-missing", "registry.example/app", "sha256:…", "12 bytes", "404");

  private static Proof proof(
      long[] proven, long[] damaged, long[] unread, Optional<String> shard, long from) {
    return new Proof(
        BEGUN,
        BEGUN.plusMillis(7_200_001),
        ProofLevel.BYTES,
        shard,
        from,
        ~from,
        new Counts(1, 2, 3, 4, 5),
        Places.of(Arrays.stream(proven)),
        Places.of(Arrays.stream(damaged)),
        Places.of(Arrays.stream(unread)),
        ImmutableList.of(DAMAGE));
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll @Size(max = 20) long[] proven,
      @ForAll @Size(max = 20) long[] damaged,
      @ForAll @Size(max = 20) long[] unread,
      @ForAll Optional<String> shard,
      @ForAll long from)
      throws IOException {
    Proof proof = proof(proven, damaged, unread, shard.map(this::valid), from);
    assertEquals(
        proof,
        ProofCodec.decode(ProofKind.IMAGES, "it", ProofCodec.encode(ProofKind.IMAGES, proof)));
  }

  /** UTF-8 has no lone surrogates. */
  private String valid(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  @Property(tries = 500)
  void damagedBytesAreRefusedOrReadAndNeverCrash(
      @ForAll int at, @ForAll byte instead, @ForAll @Size(max = 40) byte[] noise)
      throws IOException {
    byte[] document =
        ProofCodec.encode(
            ProofKind.IMAGES,
            proof(new long[] {1, 2, 3}, new long[] {4}, new long[0], Optional.of("1/3"), 1));
    document[Math.floorMod(at, document.length)] = instead;
    MemoryDocuments documents = new MemoryDocuments();
    documents.create("20261127T103000Z-aa", document);
    documents.create("20261127T103000Z-bb", noise);
    documents.create("20261127T103000Z-cc", Arrays.copyOf(document, document.length / 2));
    ProofHistory history = ProofHistory.load(documents, BEGUN.plusSeconds(86_400));
    assertTrue(history.problems().size() >= 2, () -> history.problems().toString());
    assertTrue(history.wholeness(new long[] {1, 2, 3, 4}).proven() <= 4);
  }

  @Test
  void whatItCannotMeanIsRefusedAndNamed() throws IOException {
    byte[] document =
        ProofCodec.encode(
            ProofKind.IMAGES, proof(new long[] {1}, new long[0], new long[0], Optional.empty(), 1));
    String text = new String(document, UTF_8);
    assertRefused(
        "'level' is no known level: smell", text.replace("\"bytes\",\"from", "\"smell\",\"from"));
    assertRefused(
        "'ended' is before 'begun'", text.replace("\"ended\":\"2026", "\"ended\":\"2025"));
    assertRefused("'from' is not a place", text.replace("\"0000000000000001\"", "\"1\""));
    assertRefused(
        "'images' is not a number of at least 0", text.replace("\"images\":1", "\"images\":-1"));
    assertRefused("'proven' ", text.replace("\"AQ==\"", "\"AQ\""));
    assertRefused("'mediaType' is not", text.replace("proof.v1", "proof.v2"));
    assertRefused("not a JSON object: 7", text.replace("\"damage\":[", "\"damage\":[7,"));
  }

  private static void assertRefused(String why, String document) {
    DamagedSnapshotException refusal =
        assertThrows(
            DamagedSnapshotException.class,
            () -> ProofCodec.decode(ProofKind.IMAGES, "it", document.getBytes(UTF_8)));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
  }

  @Test
  void membersThatLaterVersionsAddArePassedOver() throws IOException {
    Proof proof = proof(new long[] {1}, new long[0], new long[0], Optional.empty(), 1);
    String text = new String(ProofCodec.encode(ProofKind.IMAGES, proof), UTF_8);
    assertEquals(
        proof,
        ProofCodec.decode(
            ProofKind.IMAGES,
            "it",
            text.replace("{\"schemaVersion\"", "{\"smell\":[1],\"schemaVersion\"")
                .getBytes(UTF_8)));
  }

  @Test
  void ofMuchDamageAThousandAreListed() {
    Proof proof = proof(new long[0], new long[0], new long[0], Optional.empty(), 1);
    Proof much =
        new Proof(
            BEGUN,
            BEGUN,
            ProofLevel.PRESENT,
            Optional.empty(),
            0,
            0,
            proof.counts(),
            Places.NONE,
            Places.NONE,
            Places.NONE,
            ImmutableList.copyOf(Collections.nCopies(1_001, DAMAGE)));
    assertEquals(Proof.MOST_DAMAGE, much.damage().size());
  }
}
