package dev.reinstate.snapshot.history;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.common.collect.Streams;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.RegistryTree;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
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
  private final SnapshotList roots;
  private final InstantSource clock;

  /** With the machine's clock. */
  public SnapshotReader(SnapshotStore store, FanOut fanOut) {
    this(store, fanOut, InstantSource.system());
  }

  /**
   * @param fanOut bounds the reads at once
   * @param clock what is ahead of it is no time
   */
  public SnapshotReader(SnapshotStore store, FanOut fanOut, InstantSource clock) {
    this.store = store;
    this.documents = new SnapshotDocuments(store);
    this.parallel = new ParallelIo(fanOut);
    this.roots = new SnapshotList(store, fanOut);
    this.clock = clock;
  }

  /**
   * The newest snapshot: the one that none continues, whatever clocks say. Where runs parted, the
   * one with the greatest name among those with a time that can be right. What is damaged is among
   * its problems: a root that none continues is passed over, since it may be a newer one; another
   * part is taken from the newest of those it continues that still reads.
   *
   * @param include the repositories whose state to read
   * @return empty when the store has no snapshot at all
   * @throws DamagedSnapshotException when no root of any can be read
   */
  public Optional<LoadedSnapshot> latest(Predicate<Repository> include) throws IOException {
    ImmutableList<ListedSnapshot> tips =
        new SnapshotTips(store, roots, clock, false).find(SnapshotList.names(store));
    if (tips.isEmpty()) {
      return Optional.empty();
    }
    LoadedSnapshot loaded = load(readable(newest(tips), tips), include);
    return Optional.of(loaded.passingOver(Iterables.filter(tips, ListedSnapshot.Damaged.class)));
  }

  /** The one of them to read: one that can be read, if any can. */
  public ListedSnapshot newest(ImmutableList<ListedSnapshot> tips) {
    Instant now = clock.instant();
    return tips.stream()
        .max(
            Comparator.comparing((ListedSnapshot tip) -> tip instanceof ListedSnapshot.Intact)
                .thenComparing(tip -> !PlausibleTime.isAhead(tip.name().time(), now))
                .thenComparing(ListedSnapshot::name))
        .orElseThrow();
  }

  /**
   * The newest snapshot at or before a moment; damage is answered as by {@link #latest}.
   *
   * @param include the repositories whose state to read
   * @return empty when the store has no snapshot at all
   * @throws SnapshotNotFoundException when all there are were taken later
   * @throws DamagedSnapshotException when no root of any as old can be read
   */
  public Optional<LoadedSnapshot> asOf(Instant moment, Predicate<Repository> include)
      throws IOException {
    SnapshotHistory history = roots.history();
    Optional<ListedSnapshot> found = find(moment, history);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<ListedSnapshot> before = history.backFrom(found.get());
    LoadedSnapshot loaded = load(readable(found.get(), before), include);
    return Optional.of(
        loaded.passingOver(
            Iterables.filter(found.stream().toList(), ListedSnapshot.Damaged.class)));
  }

  /** The name of the newest snapshot at or before a moment; fails and answers as {@link #asOf}. */
  public Optional<SnapshotName> find(Instant moment) throws IOException {
    return find(moment, roots.history()).map(ListedSnapshot::name);
  }

  private Optional<ListedSnapshot> find(Instant moment, SnapshotHistory history)
      throws SnapshotNotFoundException {
    ImmutableList<ListedSnapshot> all = history.inOrder();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Optional<ListedSnapshot> found = new SnapshotTimes(history).asOf(moment, clock.instant());
    if (found.isEmpty()) {
      throw new SnapshotNotFoundException(
          "%s has no snapshot at or before %s; it has %d, from %s to %s"
              .formatted(
                  store,
                  moment,
                  all.size(),
                  all.getFirst().name().time(),
                  all.getLast().name().time()));
    }
    return found;
  }

  private ListedSnapshot.Intact readable(
      ListedSnapshot wanted, ImmutableList<ListedSnapshot> others) throws IOException {
    if (wanted instanceof ListedSnapshot.Intact intact) {
      return intact;
    }
    ListedSnapshot.Intact used =
        Iterables.getFirst(Iterables.filter(others, ListedSnapshot.Intact.class), null);
    if (used == null) {
      throw new DamagedSnapshotException(
          "snapshot %s in %s, and every one before it,".formatted(wanted.name(), store),
          "no root can be read; `reinstate snapshot take` begins anew");
    }
    return used;
  }

  /** A snapshot; what is damaged of it is taken from those it continues. */
  public LoadedSnapshot load(ListedSnapshot.Intact snapshot, Predicate<Repository> include)
      throws IOException {
    try {
      return whole(snapshot, include);
    } catch (DamagedSnapshotException e) {
      return new DamageIsolation(this, documents, parallel, include)
          .read(snapshot, roots.history().backFrom(snapshot));
    }
  }

  private LoadedSnapshot whole(ListedSnapshot.Intact snapshot, Predicate<Repository> include)
      throws IOException {
    ImmutableSortedMap<Repository, Descriptor> indexes =
        indexes(snapshot.name(), snapshot.root().trees(), include);
    ImmutableMap<Descriptor, MergeBaseRepository> decoded =
        readEach(ImmutableSet.copyOf(indexes.values()), documents::repository);
    MergeBase state =
        new MergeBase(ImmutableSortedMap.copyOfSorted(Maps.transformValues(indexes, decoded::get)));
    return new LoadedSnapshot(snapshot.name(), snapshot.root(), state, ImmutableList.of());
  }

  /** Where some trees of a snapshot have the state of each accepted repository. */
  public ImmutableSortedMap<Repository, Descriptor> indexes(
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
