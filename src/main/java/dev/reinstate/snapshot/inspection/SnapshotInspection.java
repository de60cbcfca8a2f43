package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.format.StoredImage;
import dev.reinstate.snapshot.history.SnapshotReader;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Looks at every part of one snapshot and goes on where a part is wrong. */
final class SnapshotInspection {

  private final SnapshotStore store;
  private final SnapshotReader reader;
  private final SnapshotDocuments documents;
  private final ParallelIo parallel;
  private final ImmutableMap<DescriptorDigest, Long> stored;
  private final ConcurrentLinkedQueue<SnapshotProblem> problems = new ConcurrentLinkedQueue<>();
  private Map<DescriptorDigest, MergeBaseImage> images = Map.of();
  private ImmutableSet<Descriptor> blobs = ImmutableSet.of();
  private long hashed;
  private long hashedBytes;
  private ImmutableList<String> notes = ImmutableList.of();

  SnapshotInspection(SnapshotStore store, FanOut fanOut) throws IOException {
    this.store = store;
    this.reader = new SnapshotReader(store, fanOut);
    this.documents = new SnapshotDocuments(store);
    this.parallel = new ParallelIo(fanOut);
    this.stored = store.blobs();
  }

  void inspect(ListedSnapshot.Intact snapshot, VerifyRequest.Depth depth) throws IOException {
    ImmutableList<Descriptor> indexes = indexes(snapshot);
    Map<Descriptor, MergeBaseRepository> repositories = repositories(indexes);
    if (problems.isEmpty()) {
      RootClaim.check(snapshot, Lists.transform(indexes, repositories::get))
          .ifPresent(problems::add);
    }
    images = held(repositories.values());
    blobs = blobsOf(images);
    blobs.forEach(this::checkExistence);
    read(depth);
  }

  VerifyResult result(SnapshotName name, Collection<SnapshotProblem> others) {
    return new VerifyResult(
        Optional.of(name),
        images.size(),
        blobs.size(),
        hashed,
        hashedBytes,
        ImmutableList.<SnapshotProblem>builder()
            .addAll(others)
            .addAll(
                ImmutableList.sortedCopyOf(
                    Comparator.comparing(SnapshotProblem::toString), problems))
            .build(),
        notes);
  }

  /** The index of every repository; those of mirrors are repeated. */
  private ImmutableList<Descriptor> indexes(ListedSnapshot.Intact snapshot) throws IOException {
    ImmutableList.Builder<Descriptor> indexes = ImmutableList.builder();
    for (Map.Entry<RegistryPrefix, Descriptor> tree : snapshot.root().trees().entrySet()) {
      try {
        indexes.addAll(
            reader
                .indexes(
                    snapshot.name(),
                    ImmutableMap.of(tree.getKey(), tree.getValue()),
                    repository -> true)
                .values());
      } catch (DamagedSnapshotException e) {
        problems.add(new SnapshotProblem("registry tree of " + tree.getKey(), e.getMessage()));
      }
    }
    return indexes.build();
  }

  private Map<Descriptor, MergeBaseRepository> repositories(Collection<Descriptor> indexes)
      throws IOException {
    Map<Descriptor, MergeBaseRepository> repositories = new LinkedHashMap<>();
    ImmutableSet<Descriptor> distinct = ImmutableSet.copyOf(indexes);
    ImmutableList<Optional<MergeBaseRepository>> read =
        parallel.map(distinct, index -> attempt("repository index", documents::repository, index));
    int next = 0;
    for (Descriptor index : distinct) {
      read.get(next++).ifPresent(repository -> repositories.put(index, repository));
    }
    return repositories;
  }

  private static Map<DescriptorDigest, MergeBaseImage> held(
      Collection<MergeBaseRepository> repositories) {
    Map<DescriptorDigest, MergeBaseImage> held = new HashMap<>();
    for (MergeBaseRepository repository : repositories) {
      held.putAll(Maps.filterValues(repository.images(), MergeBaseImage::held));
    }
    return held;
  }

  private ImmutableSet<Descriptor> blobsOf(Map<DescriptorDigest, MergeBaseImage> held)
      throws IOException {
    ImmutableList<Optional<StoredImage>> read =
        parallel.map(
            held.entrySet(),
            entry ->
                attempt(
                    "image",
                    image ->
                        StoredImage.read(
                            documents, image.getKey(), image.getValue(), stored.keySet()),
                    entry));
    return read.stream()
        .flatMap(Optional::stream)
        .flatMap(image -> image.blobs().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  private void checkExistence(Descriptor blob) {
    Long size = stored.get(blob.digest());
    if (size == null) {
      problems.add(new SnapshotProblem("blob " + blob.digest(), "it is missing"));
    } else if (blob.size() != Descriptor.UNKNOWN_SIZE && blob.size() != size) {
      problems.add(
          new SnapshotProblem(
              "blob " + blob.digest(), "it has " + size + " bytes, not " + blob.size()));
    }
  }

  private void read(VerifyRequest.Depth depth) throws IOException {
    ImmutableSet<DescriptorDigest> needed =
        blobs.stream().map(Descriptor::digest).collect(ImmutableSet.toImmutableSet());
    ImmutableSet<String> known =
        problems.stream().map(SnapshotProblem::part).collect(ImmutableSet.toImmutableSet());
    StoredObjects objects = new StoredObjects(store, stored, depth.reading(), needed, known);
    objects.read(
        depth.choose(
            depth instanceof VerifyRequest.Depth.Everything
                ? stored.keySet()
                : ImmutableSet.copyOf(Sets.intersection(needed, stored.keySet()))),
        parallel);
    problems.addAll(objects.problems());
    notes = objects.notes();
    hashed = objects.hashed();
    hashedBytes = objects.hashedBytes();
  }

  /** A damaged part is a finding; a store that fails is not. */
  private <T, R> Optional<R> attempt(String kind, ParallelIo.Task<T, R> read, T part)
      throws IOException {
    try {
      return Optional.of(read.apply(part));
    } catch (DamagedSnapshotException | ContentMismatchException e) {
      problems.add(new SnapshotProblem(kind + " " + nameOf(part), e.getMessage()));
      return Optional.empty();
    }
  }

  private static String nameOf(Object part) {
    return switch (part) {
      case Descriptor descriptor -> descriptor.digest().toString();
      case Map.Entry<?, ?> entry -> entry.getKey().toString();
      default -> part.toString();
    };
  }
}
