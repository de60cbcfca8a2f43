package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the next snapshot continues.
 *
 * @param newest the name of the newest, whether or not it can be read; empty before the first
 * @param problems what is damaged, and what is used instead
 */
record LastSnapshot(
    AgreedState state,
    Optional<SnapshotRoot> root,
    Optional<SnapshotName> newest,
    ImmutableList<SnapshotProblem> problems) {

  static LastSnapshot read(SnapshotStore store, FanOut fanOut) throws IOException {
    SnapshotReader reader = new SnapshotReader(store, fanOut);
    try {
      return reader
          .latest(repository -> true)
          .map(
              last ->
                  new LastSnapshot(
                      last.state(),
                      Optional.of(last.root()),
                      Optional.of(last.newest()),
                      last.problems()))
          .orElse(
              new LastSnapshot(
                  AgreedState.EMPTY, Optional.empty(), Optional.empty(), ImmutableList.of()));
    } catch (DamagedSnapshotException e) {
      return new LastSnapshot(
          AgreedState.EMPTY,
          Optional.empty(),
          Optional.of(reader.names().last()),
          ImmutableList.of(
              new SnapshotProblem("store " + store, e.getMessage() + ", from what is live")));
    }
  }

  boolean isDamaged() {
    return !problems.isEmpty();
  }

  /** Whether the store is as it was when this snapshot was taken: what it held, it holds. */
  boolean isUntouched(StoredBlobs stored) {
    return problems.isEmpty()
        && root.flatMap(found -> found.counts().listing()).equals(Optional.of(stored.listing()));
  }

  ImmutableSortedMap<RegistryPrefix, Descriptor> trees() {
    return root.map(SnapshotRoot::trees).orElse(ImmutableSortedMap.of());
  }

  ImmutableList<BrokenImage> broken() {
    return root.map(SnapshotRoot::broken).orElse(ImmutableList.of());
  }

  /** What is known of each image, the best where repositories differ. */
  Map<DescriptorDigest, AgreedImage> images(StoredBlobs stored) {
    Map<DescriptorDigest, AgreedImage> known = new HashMap<>();
    for (AgreedRepository repository : ImmutableSet.copyOf(state.repositories().values())) {
      repository
          .images()
          .forEach(
              (digest, image) -> {
                if (image.held() || stored.has(image.content().digest())) {
                  known.merge(
                      digest, image.withManaged(false), (one, two) -> one.held() ? one : two);
                }
              });
    }
    return known;
  }
}
