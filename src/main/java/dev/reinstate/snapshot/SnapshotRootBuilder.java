package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.SnapshotRoot.Counts;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** Sums a finished take up in its root. */
record SnapshotRootBuilder(
    Instant created,
    StoredBlobs stored,
    ImmutableList<MergedRepository> merged,
    Map<DescriptorDigest, String> problems) {

  SnapshotRoot build(
      Continued last, AgreedState state, ImmutableSortedMap<RegistryPrefix, Descriptor> trees) {
    return new SnapshotRoot(
        created,
        last.predecessors(),
        OptionalLong.of(last.ancestors()),
        trees,
        counts(state),
        unreadable(),
        merged.stream()
            .flatMap(repository -> repository.broken(problems).stream())
            .collect(ImmutableList.toImmutableList()),
        merged.stream()
            .flatMap(repository -> repository.disputed().stream())
            .collect(ImmutableList.toImmutableList()),
        last.branches().forked());
  }

  private Counts counts(AgreedState state) {
    return new Counts(
        state.repositories().size(),
        state.repositories().values().stream().mapToLong(r -> r.images().size()).sum(),
        state.repositories().values().stream().mapToLong(r -> r.tags().size()).sum(),
        stored.bytes(),
        stored.createdBytes());
  }

  private ImmutableSortedMap<Repository, String> unreadable() {
    ImmutableSortedMap.Builder<Repository, String> unreadable = ImmutableSortedMap.naturalOrder();
    for (MergedRepository repository : merged) {
      repository.unreadable().ifPresent(reason -> unreadable.put(repository.name(), reason));
    }
    return unreadable.buildOrThrow();
  }
}
