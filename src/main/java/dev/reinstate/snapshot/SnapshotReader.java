package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Streams;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the agreed state out of a store. Everything read is checked against its digest; what
 * mirrors share is read once.
 */
public final class SnapshotReader {

  private final SnapshotStore store;
  private final SnapshotDocuments documents;
  private final ParallelIo parallel;

  /**
   * @param fanOut bounds the reads at once
   */
  public SnapshotReader(SnapshotStore store, FanOut fanOut) {
    this.store = store;
    this.documents = new SnapshotDocuments(store);
    this.parallel = new ParallelIo(fanOut);
  }

  /**
   * The newest snapshot. What is damaged of it is among its problems, and taken from the newest
   * older one that still reads.
   *
   * @param include the repositories whose state to read
   * @return empty when the store has no snapshot at all
   * @throws DamagedSnapshotException when no root of any can be read
   */
  public Optional<LoadedSnapshot> latest(Predicate<Repository> include) throws IOException {
    ImmutableSortedSet<SnapshotName> names = names();
    return names.isEmpty() ? Optional.empty() : Optional.of(load(names, include));
  }

  /**
   * The newest snapshot at or before a moment; damage is answered as by {@link #latest}.
   *
   * @param include the repositories whose state to read
   * @return empty when the store has no snapshot at all
   * @throws SnapshotNotFoundException when all there are were taken later
   * @throws DamagedSnapshotException when no root of any can be read
   */
  public Optional<LoadedSnapshot> asOf(Instant moment, Predicate<Repository> include)
      throws IOException {
    ImmutableSortedSet<SnapshotName> names = names();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(load(names.headSet(find(moment, names), /* inclusive= */ true), include));
  }

  /** The name of the newest snapshot at or before a moment; fails and answers as {@link #asOf}. */
  Optional<SnapshotName> find(Instant moment) throws IOException {
    ImmutableSortedSet<SnapshotName> names = names();
    return names.isEmpty() ? Optional.empty() : Optional.of(find(moment, names));
  }

  private SnapshotName find(Instant moment, ImmutableSortedSet<SnapshotName> names)
      throws SnapshotNotFoundException {
    SnapshotName name = names.floor(SnapshotName.at(moment));
    if (name == null) {
      throw new SnapshotNotFoundException(
          "%s has no snapshot at or before %s; it has %d, from %s to %s"
              .formatted(store, moment, names.size(), names.first().time(), names.last().time()));
    }
    return name;
  }

  /** The names of all snapshots, oldest first; objects with other names are none. */
  ImmutableSortedSet<SnapshotName> names() throws IOException {
    return store.snapshots().names("").stream()
        .map(SnapshotName::parse)
        .flatMap(Optional::stream)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private LoadedSnapshot load(ImmutableSortedSet<SnapshotName> names, Predicate<Repository> include)
      throws IOException {
    try {
      return load(names.last(), include);
    } catch (DamagedSnapshotException | ContentMismatchException e) {
      return new DamageIsolation(this, documents, parallel, include)
          .read(names.descendingSet().asList());
    }
  }

  private LoadedSnapshot load(SnapshotName name, Predicate<Repository> include) throws IOException {
    SnapshotRoot root = documents.root(name);
    ImmutableSortedMap<Repository, Descriptor> indexes = indexes(name, root.trees(), include);
    ImmutableMap<Descriptor, AgreedRepository> decoded =
        readEach(ImmutableSet.copyOf(indexes.values()), documents::repository);
    ImmutableSortedMap.Builder<Repository, AgreedRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    indexes.forEach((repository, index) -> repositories.put(repository, decoded.get(index)));
    return new LoadedSnapshot(
        name, root, new AgreedState(repositories.buildOrThrow()), name, ImmutableList.of());
  }

  /** Where some trees of a snapshot have the state of each accepted repository. */
  ImmutableSortedMap<Repository, Descriptor> indexes(
      SnapshotName name, Map<RegistryPrefix, Descriptor> trees, Predicate<Repository> include)
      throws IOException {
    ImmutableMap<Descriptor, RegistryTree> decoded =
        readEach(ImmutableSet.copyOf(trees.values()), documents::tree);
    ImmutableSortedMap.Builder<Repository, Descriptor> indexes = ImmutableSortedMap.naturalOrder();
    try {
      for (Map.Entry<RegistryPrefix, Descriptor> tree : trees.entrySet()) {
        decoded.get(tree.getValue()).repositories().entrySet().stream()
            .map(e -> Map.entry(RegistryTree.resolve(tree.getKey(), e.getKey()), e.getValue()))
            .filter(entry -> include.test(entry.getKey()))
            .forEach(indexes::put);
      }
      return indexes.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw new DamagedSnapshotException("a registry tree of snapshot " + name + " in " + store, e);
    }
  }

  private <T> ImmutableMap<Descriptor, T> readEach(
      ImmutableSet<Descriptor> parts, ParallelIo.Task<Descriptor, T> read) throws IOException {
    return Streams.zip(parts.stream(), parallel.map(parts, read).stream(), Map::entry)
        .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
