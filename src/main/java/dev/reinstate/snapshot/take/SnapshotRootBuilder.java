package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotRoot.Counts;
import dev.reinstate.snapshot.merge.MergedRepository;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Sums a finished take up in its root.
 *
 * @param unseen why referrers in a repository may be missing
 */
record SnapshotRootBuilder(
    Instant created,
    StoredBlobs stored,
    ImmutableList<MergedRepository> merged,
    Map<DescriptorDigest, String> problems,
    Map<Repository, String> unseen,
    LostImages lost) {

  SnapshotRoot build(
      Continued last, MergeBase state, ImmutableSortedMap<RegistryPrefix, Descriptor> trees) {
    return new SnapshotRoot(
        created,
        last.predecessors(),
        OptionalLong.of(last.names().size()),
        trees,
        counts(state),
        unreadable(),
        broken(state, last.broken()),
        merged.stream()
            .flatMap(repository -> repository.disputed().stream())
            .collect(ImmutableList.toImmutableList()),
        merged.stream()
            .flatMap(repository -> repository.overwritten().stream())
            .collect(ImmutableList.toImmutableList()),
        last.branches().forked());
  }

  private ImmutableList<BrokenImage> broken(MergeBase state, ImmutableList<BrokenImage> before) {
    ImmutableList<BrokenImage> named = lost.named(state, before);
    ImmutableSet<KnownPlace> places =
        named.stream().map(KnownPlace::of).collect(ImmutableSet.toImmutableSet());
    return Stream.concat(
            named.stream(),
            merged.stream()
                .flatMap(repository -> repository.broken(problems).stream())
                .filter(image -> !places.contains(KnownPlace.of(image))))
        .collect(ImmutableList.toImmutableList());
  }

  private record KnownPlace(Repository repository, DescriptorDigest digest) {
    static KnownPlace of(BrokenImage image) {
      return new KnownPlace(image.repository(), image.digest());
    }
  }

  private Counts counts(MergeBase state) {
    return new Counts(
        state.repositories().size(),
        state.repositories().values().stream().mapToLong(r -> r.images().size()).sum(),
        state.repositories().values().stream().mapToLong(r -> r.tags().size()).sum(),
        stored.bytes(),
        stored.createdBytes(),
        Optional.of(stored.listing()));
  }

  private ImmutableSortedMap<Repository, String> unreadable() {
    ImmutableSortedMap.Builder<Repository, String> unreadable = ImmutableSortedMap.naturalOrder();
    for (MergedRepository repository : merged) {
      repository
          .unreadable()
          .or(() -> Optional.ofNullable(unseen.get(repository.name())))
          .ifPresent(reason -> unreadable.put(repository.name(), reason));
    }
    return unreadable.buildOrThrow();
  }
}
