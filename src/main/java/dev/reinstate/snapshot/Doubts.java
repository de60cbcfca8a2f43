package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where an agreed state is not all that was agreed, because the part of the snapshot that says so
 * is damaged: each place with what is known of it instead, for a human.
 *
 * @param prefixes below which any repository may be unknown
 */
public record Doubts(
    ImmutableSortedMap<Repository, String> repositories,
    ImmutableSortedMap<RegistryPrefix, String> prefixes) {

  /** Everything could be read. */
  public static final Doubts NONE = new Doubts(ImmutableSortedMap.of(), ImmutableSortedMap.of());

  /** Of states that were made one. */
  public static Doubts union(Iterable<Doubts> all) {
    NavigableMap<Repository, String> repositories = new TreeMap<>();
    NavigableMap<RegistryPrefix, String> prefixes = new TreeMap<>();
    for (Doubts each : all) {
      each.repositories.forEach(repositories::putIfAbsent);
      each.prefixes.forEach(prefixes::putIfAbsent);
    }
    return new Doubts(
        ImmutableSortedMap.copyOfSorted(repositories), ImmutableSortedMap.copyOfSorted(prefixes));
  }

  ImmutableList<SnapshotProblem> problems() {
    ImmutableList.Builder<SnapshotProblem> problems = ImmutableList.builder();
    prefixes.forEach(
        (prefix, why) -> problems.add(new SnapshotProblem("registry tree of " + prefix, why)));
    repositories.forEach(
        (repository, why) -> problems.add(new SnapshotProblem("repository " + repository, why)));
    return problems.build();
  }

  /** What is damaged of this repository alone. */
  public Optional<String> ofIndex(Repository repository) {
    return Optional.ofNullable(repositories.get(repository));
  }

  /** Why something may be missing from what is known of a repository; empty when nothing is. */
  public Optional<String> of(Repository repository) {
    return ofIndex(repository).or(() -> ofTree(repository));
  }

  private Optional<String> ofTree(Repository repository) {
    return prefixes.entrySet().stream()
        .filter(prefix -> prefix.getKey().contains(repository))
        .map(prefix -> prefix.getKey() + ": " + prefix.getValue())
        .findFirst();
  }
}
