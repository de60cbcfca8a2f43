package dev.reinstate.snapshot.history;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.Doubts;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads a snapshot of which something is damaged. What is, is taken from the newest of those that
 * it continues which still has it, and where none has, it is not known; the rest is as it should
 * be.
 */
final class DamageIsolation {

  private final SnapshotReader reader;
  private final SnapshotDocuments documents;
  private final ParallelIo parallel;
  private final Predicate<Repository> include;
  private final Map<Repository, MergeBaseRepository> states = new TreeMap<>();
  private final Map<Descriptor, MergeBaseRepository> decoded = new HashMap<>();
  private final Map<Descriptor, String> damaged = new HashMap<>();
  private final Map<RegistryPrefix, String> openTrees = new TreeMap<>();
  private final Map<Repository, String> openIndexes = new TreeMap<>();
  private final Map<RegistryPrefix, String> doubtfulTrees = new TreeMap<>();
  private final Map<Repository, String> doubtfulIndexes = new TreeMap<>();

  DamageIsolation(
      SnapshotReader reader,
      SnapshotDocuments documents,
      ParallelIo parallel,
      Predicate<Repository> include) {
    this.reader = reader;
    this.documents = documents;
    this.parallel = parallel;
    this.include = include;
  }

  /**
   * A snapshot.
   *
   * @param newestFirst those that it continues; itself may be among them
   */
  LoadedSnapshot read(ListedSnapshot.Intact snapshot, Iterable<ListedSnapshot> newestFirst)
      throws IOException {
    readTrees(snapshot.name(), snapshot.root().trees());
    for (ListedSnapshot older : newestFirst) {
      if (openTrees.isEmpty() && openIndexes.isEmpty()) {
        break;
      }
      if (older instanceof ListedSnapshot.Intact intact && !intact.equals(snapshot)) {
        askOlder(intact.name(), intact.root());
      }
    }
    openTrees.forEach((prefix, fault) -> doubt(prefix, fault, Optional.empty()));
    openIndexes.forEach((repository, fault) -> doubt(repository, fault, Optional.empty()));
    return new LoadedSnapshot(snapshot.name(), snapshot.root(), state(), ImmutableList.of());
  }

  private void readTrees(SnapshotName name, Map<RegistryPrefix, Descriptor> trees)
      throws IOException {
    for (Map.Entry<RegistryPrefix, Descriptor> tree : trees.entrySet()) {
      readTree(name, tree.getKey(), tree.getValue());
    }
  }

  private boolean readTree(SnapshotName name, RegistryPrefix prefix, Descriptor tree)
      throws IOException {
    if (!damaged.containsKey(tree)) {
      try {
        readIndexes(reader.indexes(name, ImmutableMap.of(prefix, tree), include));
        return true;
      } catch (DamagedSnapshotException e) {
        damaged.put(tree, e.getMessage());
      }
    }
    openTrees.putIfAbsent(prefix, damaged.get(tree));
    return false;
  }

  private void readIndexes(Map<Repository, Descriptor> indexes) throws IOException {
    ImmutableSet<Descriptor> unread =
        indexes.values().stream()
            .filter(index -> !decoded.containsKey(index) && !damaged.containsKey(index))
            .collect(ImmutableSet.toImmutableSet());
    ImmutableList<Optional<MergeBaseRepository>> read = parallel.map(unread, this::readIndex);
    int next = 0;
    for (Descriptor index : unread) {
      read.get(next++)
          .ifPresentOrElse(
              repository -> decoded.put(index, repository),
              () -> damaged.put(index, "repository index " + index.digest() + " is damaged"));
    }
    indexes.forEach(
        (repository, index) -> {
          if (decoded.containsKey(index)) {
            states.putIfAbsent(repository, decoded.get(index));
          } else {
            openIndexes.put(repository, damaged.get(index));
          }
        });
  }

  private Optional<MergeBaseRepository> readIndex(Descriptor index) throws IOException {
    try {
      return Optional.of(documents.repository(index));
    } catch (DamagedSnapshotException e) {
      return Optional.empty();
    }
  }

  private void askOlder(SnapshotName name, SnapshotRoot root) throws IOException {
    for (Map.Entry<RegistryPrefix, String> open : ImmutableMap.copyOf(openTrees).entrySet()) {
      Descriptor tree = root.trees().get(open.getKey());
      if (tree != null && readTree(name, open.getKey(), tree)) {
        doubt(open.getKey(), open.getValue(), Optional.of(name));
        openTrees.remove(open.getKey());
      }
    }
    for (Map.Entry<RegistryPrefix, Descriptor> tree : root.trees().entrySet()) {
      if (openIndexes.keySet().stream().anyMatch(tree.getKey()::contains)) {
        askOlder(name, tree.getKey(), tree.getValue());
      }
    }
  }

  private void askOlder(SnapshotName name, RegistryPrefix prefix, Descriptor tree)
      throws IOException {
    ImmutableMap<Repository, String> open = ImmutableMap.copyOf(openIndexes);
    try {
      readIndexes(reader.indexes(name, ImmutableMap.of(prefix, tree), open::containsKey));
    } catch (DamagedSnapshotException e) {
      return;
    }
    open.forEach(
        (repository, fault) -> {
          if (states.containsKey(repository)) {
            doubt(repository, fault, Optional.of(name));
            openIndexes.remove(repository);
          }
        });
  }

  private void doubt(RegistryPrefix prefix, String fault, Optional<SnapshotName> older) {
    doubtfulTrees.put(prefix, known(fault, older));
  }

  private void doubt(Repository repository, String fault, Optional<SnapshotName> older) {
    doubtfulIndexes.put(repository, known(fault, older));
  }

  private static String known(String fault, Optional<SnapshotName> older) {
    return fault
        + older
            .map(name -> "; what snapshot " + name + " says is used instead")
            .orElse("; no older snapshot reads, so what was agreed is not known");
  }

  private MergeBase state() {
    return new MergeBase(
        ImmutableSortedMap.copyOf(states),
        new Doubts(
            ImmutableSortedMap.copyOf(doubtfulIndexes), ImmutableSortedMap.copyOf(doubtfulTrees)));
  }
}
