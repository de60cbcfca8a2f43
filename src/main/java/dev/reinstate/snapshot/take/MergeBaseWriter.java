package dev.reinstate.snapshot.take;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.Streams;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.format.RegistryTree;
import dev.reinstate.snapshot.format.RegistryTreeCodec;
import dev.reinstate.snapshot.format.RepositoryIndexCodec;
import java.io.IOException;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Stores an agreed state as repository indexes and registry trees; equal parts are stored once. */
final class MergeBaseWriter {

  private final StoredBlobs stored;
  private final ParallelIo parallel;
  private final boolean distrust;

  /**
   * @param distrust whether to read what is there before it is relied upon
   */
  MergeBaseWriter(StoredBlobs stored, ParallelIo parallel, boolean distrust) {
    this.stored = stored;
    this.distrust = distrust;
    this.parallel = parallel;
  }

  /**
   * Stores what must be stored.
   *
   * @param destinations the prefixes to group repositories under, the longest that fits; a
   *     repository below none is grouped under its host
   * @return the tree of each prefix that has repositories
   */
  ImmutableSortedMap<RegistryPrefix, Descriptor> write(
      MergeBase state, Iterable<RegistryPrefix> destinations) throws IOException {
    ImmutableMap<MergeBaseRepository, Descriptor> written = writeIndexes(state);
    IdentityHashMap<MergeBaseRepository, Descriptor> indexes = new IdentityHashMap<>();
    Map<RegistryPrefix, SortedMap<String, Descriptor>> groups = new TreeMap<>();
    ImmutableListMultimap<String, RegistryPrefix> longestFirst =
        Multimaps.index(
            ImmutableList.sortedCopyOf(
                Comparator.comparingInt((RegistryPrefix prefix) -> prefix.path().length())
                    .reversed(),
                destinations),
            RegistryPrefix::host);
    for (Map.Entry<Repository, MergeBaseRepository> entry : state.repositories().entrySet()) {
      Repository repository = entry.getKey();
      RegistryPrefix prefix =
          longestFirst.get(repository.host()).stream()
              .filter(candidate -> candidate.contains(repository))
              .findFirst()
              .orElseGet(() -> new RegistryPrefix(repository.host(), ""));
      groups
          .computeIfAbsent(prefix, p -> new TreeMap<>())
          .put(
              RegistryTree.relativeName(prefix, repository),
              indexes.computeIfAbsent(entry.getValue(), written::get));
    }
    ImmutableSortedMap.Builder<RegistryPrefix, Descriptor> trees =
        ImmutableSortedMap.naturalOrder();
    for (Map.Entry<RegistryPrefix, SortedMap<String, Descriptor>> group : groups.entrySet()) {
      RegistryTree tree = new RegistryTree(ImmutableSortedMap.copyOfSorted(group.getValue()));
      trees.put(
          group.getKey(), create(RegistryTreeCodec.MEDIA_TYPE, RegistryTreeCodec.encode(tree)));
    }
    return trees.buildOrThrow();
  }

  private ImmutableMap<MergeBaseRepository, Descriptor> writeIndexes(MergeBase state)
      throws IOException {
    ImmutableSet<MergeBaseRepository> distinct = state.distinct();
    ImmutableList<Descriptor> indexes =
        parallel.map(
            distinct,
            repository -> create(MediaTypes.OCI_INDEX, RepositoryIndexCodec.encode(repository)));
    return Streams.zip(distinct.stream(), indexes.stream(), Map::entry)
        .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Descriptor create(String mediaType, byte[] bytes) throws IOException {
    if (distrust) {
      stored.isIntact(Digests.of(bytes));
    }
    return stored.create(mediaType, bytes);
  }
}
