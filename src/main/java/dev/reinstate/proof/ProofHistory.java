package dev.reinstate.proof;

import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import dev.reinstate.proof.ProofDocuments.Run;
import dev.reinstate.proof.Visits.Sight;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.SnapshotProblem;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What all runs of the last year proved, and what is to be looked at next. */
public final class ProofHistory {

  /** So many of the newest runs tell what the next one costs. */
  private static final int NEWEST = 10;

  private final ImmutableList<Run> runs;
  private final Visits visits;
  private final ImmutableList<SnapshotProblem> problems;

  ProofHistory(ImmutableList<Run> runs, Visits visits, ImmutableList<SnapshotProblem> problems) {
    this.runs = runs;
    this.visits = visits;
    this.problems = problems;
  }

  /** Before the first run. */
  public static ProofHistory none() {
    return new ProofHistory(ImmutableList.of(), new Visits(List.of()), ImmutableList.of());
  }

  /** Whether no run is known. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** The same, knowing one more run, which began after all others. */
  public ProofHistory with(Proof proof) {
    List<Run> more = new ArrayList<>(runs);
    more.add(Run.of(proof));
    Visits seen = visits.of(more);
    seen.add(runs.size(), proof);
    return new ProofHistory(ImmutableList.copyOf(more), seen, problems);
  }

  /** What is known of images. */
  public static ProofHistory load(Documents proofs, Instant now) throws IOException {
    return load(proofs, ProofKind.IMAGES, now);
  }

  /**
   * What is known of one kind of places. A document that cannot be read is a problem and tells
   * nothing.
   *
   * @throws IOException when the documents cannot be listed
   */
  public static ProofHistory load(Documents proofs, ProofKind kind, Instant now)
      throws IOException {
    return new ProofDocuments(proofs, kind).load(now);
  }

  /** Adds a proof of images, and says its name. */
  public static String append(Documents proofs, Proof proof, String runSuffix) throws IOException {
    return append(proofs, ProofKind.IMAGES, proof, runSuffix);
  }

  /**
   * Adds a proof, and says its name.
   *
   * @param runSuffix 1 to 64 lower-case hexadecimal digits, else {@link IllegalArgumentException};
   *     random, so that no two runs share it
   */
  public static String append(Documents proofs, ProofKind kind, Proof proof, String runSuffix)
      throws IOException {
    return new ProofDocuments(proofs, kind).append(proof, runSuffix);
  }

  /** A random one: two runs of one second must not have one name. */
  public static String suffix() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  }

  /** What is wrong with single documents, by name. */
  public ImmutableList<SnapshotProblem> problems() {
    return problems;
  }

  /**
   * In which order to look: first what was never visited at this level, along the ring from 0; then
   * what was visited longest ago, and of what one run visited the first it came to.
   *
   * @return indexes into the places
   */
  public int[] order(long[] places, ProofLevel level) {
    int[] ranks = ranks(places, level);
    int keys = runs.size() + 1;
    RingOrder.Key rank = index -> ranks[index];
    int[] order = RingOrder.sorted(RingOrder.of(places), keys, rank);
    int[] starts = RingOrder.starts(order, keys, rank);
    for (int run = 0; run < runs.size(); run++) {
      RingOrder.turn(order, starts[run + 1], starts[run + 2], places, runs.get(run).from());
    }
    return order;
  }

  /** How many were never visited at this level; they are the first in {@link #order}. */
  public int unvisited(long[] places, ProofLevel level) {
    int unvisited = 0;
    for (int rank : ranks(places, level)) {
      unvisited += rank == 0 ? 1 : 0;
    }
    return unvisited;
  }

  /** 0 for never, and from 1 on the runs from the oldest to the newest. */
  private int[] ranks(long[] places, ProofLevel level) {
    int[] ranks =
        visits.latest(level == ProofLevel.BYTES ? Sight.VISITED_BYTES : Sight.VISITED, places);
    for (int i = 0; i < ranks.length; i++) {
      ranks[i]++;
    }
    return ranks;
  }

  /** An order in which what was last seen damaged comes first: a run that heals begins there. */
  public int[] damagedFirst(int[] order, long[] places) {
    int[] damaged = visits.latest(Sight.DAMAGED, places);
    int[] proven = visits.latest(Sight.PROVEN, places);
    IntPredicate isDamaged =
        image ->
            damaged[image] != Visits.NEVER
                && (proven[image] == Visits.NEVER || !isAfter(proven[image], damaged[image]));
    return IntStream.concat(
            IntStream.of(order).filter(isDamaged), IntStream.of(order).filter(isDamaged.negate()))
        .toArray();
  }

  /**
   * How much of all these is whole. A proof counts when its run began after the last one had ended
   * that saw damage there.
   */
  public Wholeness wholeness(long[] places) {
    int[] damaged = visits.latest(Sight.DAMAGED, places);
    Proven proven = proven(visits.latest(Sight.PROVEN, places), damaged);
    Proven byBytes = proven(visits.latest(Sight.PROVEN_BYTES, places), damaged);
    return new Wholeness(
        places.length, proven.count(), proven.oldest(), byBytes.count(), byBytes.oldest());
  }

  private record Proven(int count, Optional<Instant> oldest) {}

  private Proven proven(int[] proven, int[] damaged) {
    int count = 0;
    BitSet counting = new BitSet();
    for (int i = 0; i < proven.length; i++) {
      if (proven[i] != Visits.NEVER && isAfter(proven[i], damaged[i])) {
        count++;
        counting.set(proven[i]);
      }
    }
    return new Proven(
        count, counting.stream().mapToObj(run -> runs.get(run).begun()).min(naturalOrder()));
  }

  private boolean isAfter(int proof, int damage) {
    return damage == Visits.NEVER || !runs.get(proof).begun().isBefore(runs.get(damage).ended());
  }

  /** What an image takes at this very level, by the newest runs; empty when there was none. */
  public OptionalDouble requestsPerImage(ProofLevel level) {
    long images = 0;
    long requests = 0;
    int found = 0;
    for (Run run : runs.reverse()) {
      if (run.level() == level && run.counts().images() > 0 && found++ < NEWEST) {
        images += run.counts().images();
        requests += run.counts().requests();
      }
    }
    return images == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) requests / images);
  }
}
