package dev.reinstate.proof;

import com.google.common.collect.ImmutableList;
import dev.reinstate.proof.Proof.Counts;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Runs that leave proofs. */
final class Proofs {

  final MemoryDocuments documents = new MemoryDocuments();
  private int runs;

  static Proof of(
      Instant begun,
      Instant ended,
      ProofLevel level,
      long[] proven,
      long[] damaged,
      long[] unread) {
    long[] first = proven.length > 0 ? proven : damaged.length > 0 ? damaged : unread;
    int images = proven.length + damaged.length + unread.length;
    return new Proof(
        begun,
        ended,
        level,
        Optional.empty(),
        first.length == 0 ? 0 : first[0],
        first.length == 0 ? 0 : first[first.length - 1],
        new Counts(images, images, 2L * images, 0, 3L * images),
        Places.of(Arrays.stream(proven)),
        Places.of(Arrays.stream(damaged)),
        Places.of(Arrays.stream(unread)),
        ImmutableList.of());
  }

  String add(Proof proof) throws IOException {
    return ProofHistory.append(documents, proof, "%08x".formatted(runs++));
  }

  /** A run of ten minutes that found these whole. */
  void proven(String begun, ProofLevel level, long... places) throws IOException {
    add(begun, level, places, new long[0], new long[0]);
  }

  void damaged(String begun, ProofLevel level, long... places) throws IOException {
    add(begun, level, new long[0], places, new long[0]);
  }

  void unread(String begun, ProofLevel level, long... places) throws IOException {
    add(begun, level, new long[0], new long[0], places);
  }

  private void add(String begun, ProofLevel level, long[] proven, long[] damaged, long[] unread)
      throws IOException {
    Instant time = Instant.parse(begun);
    add(of(time, time.plusSeconds(600), level, proven, damaged, unread));
  }

  ProofHistory at(String now) throws IOException {
    return ProofHistory.load(documents, Instant.parse(now));
  }
}
