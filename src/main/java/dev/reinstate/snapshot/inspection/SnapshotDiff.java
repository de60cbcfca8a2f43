package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import com.google.common.collect.SortedMapDifference;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageAdded;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageCompleted;
import dev.reinstate.snapshot.inspection.SnapshotChange.ImageForgotten;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagAdded;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagForgotten;
import dev.reinstate.snapshot.inspection.SnapshotChange.TagMoved;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Compares two snapshots; reads only the trees and repositories that differ. */
public final class SnapshotDiff {

  private final SnapshotDocuments documents;
  private final SnapshotReader reader;
  private final ParallelIo parallel;

  /** With the machine's clock. */
  public SnapshotDiff(SnapshotStore store, FanOut fanOut) {
    this(store, fanOut, InstantSource.system());
  }

  /**
   * @param clock what is ahead of it is no time
   */
  public SnapshotDiff(SnapshotStore store, FanOut fanOut, InstantSource clock) {
    this.documents = new SnapshotDocuments(store);
    this.reader = new SnapshotReader(store, fanOut, clock);
    this.parallel = new ParallelIo(fanOut);
  }

  /**
   * The changes between the newest snapshots at or before two moments.
   *
   * @return empty when the store has no snapshot at all
   * @throws SnapshotNotFoundException when there is none as old as {@code from} or {@code to}
   */
  public Optional<SnapshotChanges> diff(Instant from, Instant to) throws IOException {
    Optional<SnapshotName> older = reader.find(from);
    Optional<SnapshotName> newer = reader.find(to);
    if (older.isEmpty() || newer.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(diff(older.get(), newer.get()));
    } catch (DamagedSnapshotException e) {
      return Optional.of(
          diff(
              reader.asOf(from, repository -> true).orElseThrow(),
              reader.asOf(to, repository -> true).orElseThrow()));
    }
  }

  /** Of two that are read as far as they can be; where one of them is in doubt, nothing is said. */
  private static SnapshotChanges diff(LoadedSnapshot from, LoadedSnapshot to) {
    ImmutableList.Builder<SnapshotChange> changes = ImmutableList.builder();
    for (Repository repository :
        ImmutableSortedSet.copyOf(
            Sets.union(from.state().repositories().keySet(), to.state().repositories().keySet()))) {
      if (from.state().doubts().of(repository).isEmpty()
          && to.state().doubts().of(repository).isEmpty()) {
        changes.addAll(
            changes(repository, from.state().get(repository), to.state().get(repository)));
      }
    }
    return new SnapshotChanges(
        from.name(),
        to.name(),
        changes.build(),
        ImmutableSet.copyOf(Iterables.concat(from.problems(), to.problems())).asList());
  }

  private SnapshotChanges diff(SnapshotName from, SnapshotName to) throws IOException {
    SortedMap<RegistryPrefix, Descriptor> before = documents.root(from).trees();
    SortedMap<RegistryPrefix, Descriptor> after = documents.root(to).trees();
    Set<RegistryPrefix> same = Maps.difference(before, after).entriesInCommon().keySet();
    MapDifference<Repository, Descriptor> indexes =
        Maps.difference(
            reader.indexes(from, without(before, same), repository -> true),
            reader.indexes(to, without(after, same), repository -> true));
    ImmutableSortedSet<Repository> changed =
        ImmutableSortedSet.copyOf(
            Sets.union(
                indexes.entriesDiffering().keySet(),
                Sets.union(
                    indexes.entriesOnlyOnLeft().keySet(), indexes.entriesOnlyOnRight().keySet())));
    ImmutableList.Builder<SnapshotChange> changes = ImmutableList.builder();
    for (ImmutableList<SnapshotChange> part :
        parallel.map(changed, repository -> changes(repository, indexes))) {
      changes.addAll(part);
    }
    return new SnapshotChanges(from, to, changes.build(), ImmutableList.of());
  }

  private static Map<RegistryPrefix, Descriptor> without(
      SortedMap<RegistryPrefix, Descriptor> trees, Set<RegistryPrefix> same) {
    return Maps.filterKeys(trees, prefix -> !same.contains(prefix));
  }

  private ImmutableList<SnapshotChange> changes(
      Repository repository, MapDifference<Repository, Descriptor> indexes) throws IOException {
    MapDifference.ValueDifference<Descriptor> both = indexes.entriesDiffering().get(repository);
    MergeBaseRepository before =
        read(both == null ? indexes.entriesOnlyOnLeft().get(repository) : both.leftValue());
    MergeBaseRepository after =
        read(both == null ? indexes.entriesOnlyOnRight().get(repository) : both.rightValue());
    return changes(repository, before, after);
  }

  private MergeBaseRepository read(Descriptor index) throws IOException {
    return index == null ? MergeBaseRepository.EMPTY : documents.repository(index);
  }

  private static ImmutableList<SnapshotChange> changes(
      Repository repository, MergeBaseRepository before, MergeBaseRepository after) {
    ImmutableList.Builder<SnapshotChange> changes = ImmutableList.builder();
    SortedMapDifference<DescriptorDigest, MergeBaseImage> images =
        Maps.difference(before.images(), after.images());
    images
        .entriesOnlyOnLeft()
        .forEach((digest, image) -> changes.add(new ImageForgotten(repository, digest)));
    images
        .entriesOnlyOnRight()
        .forEach((digest, image) -> changes.add(new ImageAdded(repository, digest)));
    images
        .entriesDiffering()
        .forEach(
            (digest, image) -> {
              if (image.rightValue().held() && !image.leftValue().held()) {
                changes.add(new ImageCompleted(repository, digest));
              }
            });
    SortedMapDifference<String, DescriptorDigest> tags =
        Maps.difference(
            Maps.transformValues(before.tags(), MergeBaseTag::digest),
            Maps.transformValues(after.tags(), MergeBaseTag::digest));
    tags.entriesOnlyOnLeft()
        .forEach((tag, digest) -> changes.add(new TagForgotten(repository, tag, digest)));
    tags.entriesOnlyOnRight()
        .forEach((tag, digest) -> changes.add(new TagAdded(repository, tag, digest)));
    tags.entriesDiffering()
        .forEach(
            (tag, moved) ->
                changes.add(new TagMoved(repository, tag, moved.leftValue(), moved.rightValue())));
    return changes.build();
  }
}
