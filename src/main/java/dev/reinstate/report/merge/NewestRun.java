package dev.reinstate.report.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.reconcile.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which of the results that were kept are those of the newest run.
 *
 * @param used of every shard that has one the newest, in the order of the shards
 * @param superseded how many are of earlier attempts at the same shards; where the run has no name,
 *     older ones of the same kind
 * @param apart those of the same name and kind that are of another run all the same: they ended
 *     long before the newest, or are of another number of shards; the newest first
 * @param others what other runs are called that have results here, the newest first
 * @param kinds what other kinds of results are here, of those asked for; the newest first
 */
public record NewestRun(
    ImmutableList<ResultName> used,
    int superseded,
    ImmutableList<ResultName> apart,
    ImmutableList<String> others,
    ImmutableList<String> kinds) {

  /** All shards of a run end within this, those that are tried again included. */
  static final Duration LONGEST = Duration.ofDays(1);

  /**
   * Looks for it.
   *
   * @param run whose results to take; empty for those of the run that has the newest
   * @param kind what kind of results to take; empty for that of the newest
   * @return empty where there is no result, or none of that run and kind
   */
  public static Optional<NewestRun> of(
      ImmutableSortedSet<ResultName> names, Optional<String> run, Optional<String> kind) {
    ImmutableList<ResultName> named =
        newestFirst(names)
            .filter(name -> run.isEmpty() || name.run().equals(run))
            .collect(ImmutableList.toImmutableList());
    return named.stream()
        .filter(name -> kind.isEmpty() || name.kind().equals(kind.get()))
        .findFirst()
        .map(newest -> of(names, newest, kindsBeside(newest, named)));
  }

  private static Stream<ResultName> newestFirst(ImmutableSortedSet<ResultName> names) {
    return names.descendingSet().stream();
  }

  private static ImmutableList<String> kindsBeside(
      ResultName newest, ImmutableList<ResultName> names) {
    return names.stream()
        .map(ResultName::kind)
        .filter(kind -> !kind.equals(newest.kind()))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private static NewestRun of(
      ImmutableSortedSet<ResultName> names, ResultName newest, ImmutableList<String> kinds) {
    Instant oldest = newest.run().isEmpty() ? Instant.MIN : newest.time().minus(LONGEST);
    ImmutableList<ResultName> same =
        names.stream()
            .filter(name -> name.isOfTheRunOf(newest) && !name.time().isBefore(oldest))
            .collect(ImmutableList.toImmutableList());
    Map<Integer, ResultName> used = new TreeMap<>();
    // In their order, so that a newer one takes the place of an older one.
    same.forEach(name -> used.put(name.shard().map(Shard::index).orElse(0), name));
    return new NewestRun(
        ImmutableList.copyOf(used.values()),
        same.size() - used.size(),
        newestFirst(names)
            .filter(name -> name.run().isPresent() && name.run().equals(newest.run()))
            .filter(name -> name.kind().equals(newest.kind()) && !same.contains(name))
            .collect(ImmutableList.toImmutableList()),
        newestFirst(names)
            .flatMap(name -> name.run().stream())
            .filter(run -> !newest.run().equals(Optional.of(run)))
            .distinct()
            .collect(ImmutableList.toImmutableList()),
        kinds);
  }
}
