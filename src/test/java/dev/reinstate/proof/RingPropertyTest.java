package dev.reinstate.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import dev.reinstate.proof.Proof.Counts;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.lifecycle.BeforeTry;

final class RingPropertyTest {

  private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2026-11-30T00:00:00Z");
  private static final long[] NONE = {};

  private Proofs proofs;

  @BeforeTry
  void nothingIsProven() {
    proofs = new Proofs();
  }

  /** A run of each hour; what is at each place of the answer is visited. */
  private long[] run(int hour, long[] places, int budget, ProofLevel level) throws IOException {
    Instant begun = FIRST.plusSeconds(hour * 3600L);
    int[] order = ProofHistory.load(proofs.documents, begun).order(places, level);
    long[] visited = Arrays.stream(order).limit(budget).mapToLong(i -> places[i]).toArray();
    proofs.add(Proofs.of(begun, begun.plusSeconds(60), level, visited, NONE, NONE));
    return visited;
  }

  @Property(tries = 200)
  void howeverTheRingIsCutEveryImageIsVisitedOnceBeforeAnyIsTwice(
      @ForAll @NotEmpty @Size(max = 60) @UniqueElements List<Long> universe,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 25) Integer> budgets,
      @ForAll ProofLevel level)
      throws IOException {
    long[] places = Longs.toArray(universe);
    Map<Long, Integer> visits = new HashMap<>();
    universe.forEach(place -> visits.put(place, 0));
    int total = 0;
    for (int hour = 0; hour < budgets.size(); hour++) {
      for (long place : run(hour, places, budgets.get(hour), level)) {
        visits.merge(place, 1, Integer::sum);
        total++;
      }
      int least = total / places.length;
      assertTrue(
          visits.values().stream().allMatch(count -> count == least || count == least + 1),
          visits::toString);
    }
    int proven = Math.min(total, places.length);
    assertEquals(proven, wholeness(places).proven());
  }

  @Property(tries = 200)
  void shardsShareTheRing(
      @ForAll @NotEmpty @Size(max = 60) @UniqueElements List<Long> universe,
      @ForAll @IntRange(min = 1, max = 20) int budget)
      throws IOException {
    int hour = 0;
    for (int shard = 0; shard < 3; shard++) {
      int mine = shard;
      long[] places =
          universe.stream()
              .mapToLong(place -> place)
              .filter(place -> Long.remainderUnsigned(place, 3) == mine)
              .toArray();
      for (int done = 0; done < places.length; done += budget) {
        run(hour++, places, budget, ProofLevel.PRESENT);
      }
    }
    long[] all = Longs.toArray(universe);
    assertEquals(all.length, wholeness(all).proven());
    // Then one run has them all, and goes on with what the first shard saw first.
    long[] next = run(hour, all, budget, ProofLevel.PRESENT);
    long[] first =
        universe.stream()
            .mapToLong(place -> place)
            .filter(place -> Long.remainderUnsigned(place, 3) == 0)
            .toArray();
    int both = Math.min(next.length, first.length);
    assertTrue(
        Arrays.stream(next).limit(both).allMatch(place -> Long.remainderUnsigned(place, 3) == 0));
  }

  @Property(tries = 300)
  void theNewComeFirstAndTheRestInTheOrderOfTheirLastVisit(
      @ForAll Random random, @ForAll @IntRange(max = 15) int runs, @ForAll ProofLevel level)
      throws IOException {
    long[] universe = LongStream.generate(random::nextLong).limit(30).toArray();
    Map<Long, Integer> lastVisit = new HashMap<>();
    long[] froms = new long[runs];
    for (int run = 0; run < runs; run++) {
      ProofLevel at = random.nextBoolean() ? ProofLevel.BYTES : ProofLevel.PRESENT;
      long[][] seen = new long[3][];
      for (int kind = 0; kind < 3; kind++) {
        seen[kind] = Arrays.stream(universe).filter(place -> random.nextInt(9) == 0).toArray();
      }
      froms[run] = random.nextLong();
      proofs.add(proof(run, at, froms[run], seen));
      if (at == level || at == ProofLevel.BYTES) {
        for (long[] places : seen) {
          Arrays.stream(places).forEach(new Noting(lastVisit, run)::note);
        }
      }
    }
    long[] today = Arrays.stream(universe).filter(place -> random.nextInt(4) > 0).toArray();
    Comparator<Long> byVisit = Comparator.comparing(place -> lastVisit.getOrDefault(place, -1));
    List<Long> expected =
        Longs.asList(today).stream()
            .sorted(
                byVisit.thenComparing(
                    place -> {
                      int run = lastVisit.getOrDefault(place, -1);
                      return place - (run < 0 ? 0 : froms[run]);
                    },
                    Long::compareUnsigned))
            .toList();
    ProofHistory history = ProofHistory.load(proofs.documents, LAST);
    assertArrayEquals(
        Longs.toArray(expected),
        Arrays.stream(history.order(today, level)).mapToLong(i -> today[i]).toArray());
    assertEquals(
        Arrays.stream(today).filter(place -> !lastVisit.containsKey(place)).count(),
        history.unvisited(today, level));
  }

  private record Noting(Map<Long, Integer> visits, int run) {
    void note(long place) {
      visits.put(place, run);
    }
  }

  private static Proof proof(int hour, ProofLevel level, long from, long[][] seen) {
    Instant begun = FIRST.plusSeconds(hour * 3600L);
    return new Proof(
        begun,
        begun.plusSeconds(60),
        level,
        Optional.of("1/3"),
        from,
        0,
        new Counts(0, 0, 0, 0, 0),
        Places.of(Arrays.stream(seen[0])),
        Places.of(Arrays.stream(seen[1])),
        Places.of(Arrays.stream(seen[2])),
        ImmutableList.of());
  }

  /** Runs overlap as they like; the model looks at every run for every image. */
  @Property(tries = 300)
  void onlyAProofThatBeganAfterTheLastDamageIsBelieved(
      @ForAll Random random, @ForAll @IntRange(max = 15) int runs) throws IOException {
    long[] universe = LongStream.generate(random::nextLong).limit(30).toArray();
    Proof[] all = new Proof[runs];
    for (int run = 0; run < runs; run++) {
      long[][] seen = new long[3][];
      for (int kind = 0; kind < 3; kind++) {
        seen[kind] = Arrays.stream(universe).filter(place -> random.nextInt(6) == 0).toArray();
      }
      Instant begun = FIRST.plusMillis(random.nextInt(36_000_000));
      Instant ended = begun.plusMillis(random.nextInt(7_200_000));
      ProofLevel level = random.nextBoolean() ? ProofLevel.BYTES : ProofLevel.PRESENT;
      all[run] = Proofs.of(begun, ended, level, seen[0], seen[1], seen[2]);
      proofs.add(all[run]);
    }
    Wholeness wholeness = wholeness(universe);
    assertEquals(expected(universe, all, ProofLevel.PRESENT), wholeness.oldest().stream().toList());
    assertEquals(
        expected(universe, all, ProofLevel.BYTES), wholeness.oldestByBytes().stream().toList());
    assertEquals(count(universe, all, ProofLevel.PRESENT), wholeness.proven());
    assertEquals(count(universe, all, ProofLevel.BYTES), wholeness.byBytes());
    long[] strangers = LongStream.generate(random::nextLong).limit(30).toArray();
    assertEquals(0, wholeness(strangers).proven(), "what was in no run is never believed");
  }

  private static List<Instant> expected(long[] universe, Proof[] all, ProofLevel level) {
    return Arrays.stream(universe)
        .mapToObj(place -> since(place, all, level))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .stream()
        .toList();
  }

  private static long count(long[] universe, Proof[] all, ProofLevel level) {
    return Arrays.stream(universe).filter(place -> since(place, all, level).isPresent()).count();
  }

  private static Optional<Instant> since(long place, Proof[] all, ProofLevel level) {
    Optional<Instant> damaged =
        Arrays.stream(all)
            .filter(proof -> proof.damaged().contains(place))
            .map(Proof::ended)
            .max(Comparator.naturalOrder());
    return Arrays.stream(all)
        .filter(proof -> proof.level().compareTo(level) >= 0 && proof.proven().contains(place))
        .map(Proof::begun)
        .max(Comparator.naturalOrder())
        .filter(begun -> damaged.isEmpty() || !begun.isBefore(damaged.get()));
  }

  private Wholeness wholeness(long[] places) throws IOException {
    return ProofHistory.load(proofs.documents, LAST).wholeness(places);
  }
}
