package dev.reinstate.report.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.reconcile.Shard;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of the results that were kept are those of the newest run.
 *
 * @param used of every shard that has one the newest, in the order of the shards
 * @param superseded how many are of earlier attempts at the same shards
 * @param others what other runs are called that have results here, the newest first
 */
public record NewestRun(
    ImmutableList<ResultName> used, int superseded, ImmutableList<String> others) {

  /**
   * Looks for it.
   *
   * @param run whose results to take; empty for those of the run that has the newest
   * @return empty where there is no result, or none of that run
   */
  public static Optional<NewestRun> of(ImmutableSortedSet<ResultName> names, Optional<String> run) {
    return names.descendingSet().stream()
        .filter(name -> run.isEmpty() || name.run().equals(run))
        .findFirst()
        .map(newest -> of(names, newest));
  }

  private static NewestRun of(ImmutableSortedSet<ResultName> names, ResultName newest) {
    ImmutableList<ResultName> same =
        names.stream()
            .filter(name -> name.isOfTheRunOf(newest))
            .collect(ImmutableList.toImmutableList());
    Map<Integer, ResultName> used = new TreeMap<>();
    // In their order, so that a newer one takes the place of an older one.
    same.forEach(name -> used.put(name.shard().map(Shard::index).orElse(0), name));
    return new NewestRun(
        ImmutableList.copyOf(used.values()),
        same.size() - used.size(),
        names.stream()
            .sorted(Comparator.reverseOrder())
            .flatMap(name -> name.run().stream())
            .filter(run -> !newest.run().equals(Optional.of(run)))
            .distinct()
            .collect(ImmutableList.toImmutableList()));
  }
}
