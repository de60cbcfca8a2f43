package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.format.SnapshotDocuments;
import dev.reinstate.snapshot.merge.MergedRepository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes snapshots. What the store has is not read again; what it lost since the last one is; what
 * cannot be read is recorded in the root and does not stop the rest. Only the root makes a
 * snapshot, so a run that ends early leaves nothing but blobs the next one finds in place.
 */
public final class SnapshotTake {

  /** A hundred times what the largest known registry has. */
  private static final int MAX_REPOSITORIES = 250_000;

  private static final int MAX_ATTEMPTS = 5;

  private final SnapshotStore store;
  private final RepositoryReader repositories;
  private final ImageReader images;
  private final FanOut fanOut;
  private final InstantSource clock;

  /**
   * @param fanOut bounds the requests at once
   */
  public SnapshotTake(
      SnapshotStore store,
      RepositoryReader repositories,
      ImageReader images,
      FanOut fanOut,
      InstantSource clock) {
    this.store = store;
    this.repositories = repositories;
    this.images = images;
    this.fanOut = fanOut;
    this.clock = clock;
  }

  /**
   * Takes one snapshot. Begins again when another run published one meanwhile, so that none leaves
   * out what the other added; what was copied is found in place.
   *
   * @throws IOException when the store fails, or others keep publishing; never for what a registry
   *     does, and what is damaged of earlier snapshots is among the result's problems
   */
  public SnapshotTaken take(SnapshotRequest request) throws IOException {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Optional<SnapshotTaken> taken = attempt(request);
      if (taken.isPresent()) {
        return taken.get();
      }
    }
    throw new IOException(
        "other runs keep publishing snapshots in " + store + "; run again when they have ended");
  }

  /** Empty when the newest snapshot is no longer the one that this one would continue. */
  private Optional<SnapshotTaken> attempt(SnapshotRequest request) throws IOException {
    ParallelIo parallel = new ParallelIo(fanOut);
    StoredBlobs stored = StoredBlobs.list(store);
    Continued last = Continued.read(store, fanOut, clock);
    MergeBase agreed = last.branches().state();
    Map<DescriptorDigest, MergeBaseImage> known = last.images(stored);
    SnapshotDocuments documents = new SnapshotDocuments(store);
    Map<DescriptorDigest, String> gone =
        last.isUntouched(stored) && !request.deep()
            ? ImmutableMap.of()
            : new LostImages.Check(stored, documents, parallel).lost(known, request.deep());
    gone.keySet().forEach(digest -> known.computeIfPresent(digest, (d, image) -> image.notHeld()));
    LiveState live = readLive(request, agreed);
    ManifestBytes manifests = new ManifestBytes(stored, documents, images);
    BlobArchive blobs = new BlobArchive(stored, images);
    ImageArchive archive = new ImageArchive(stored, manifests, blobs, parallel);
    LiveReferrers.Found found =
        new LiveReferrers(
                repositories, archive, parallel, archive.archive(ImageSources.of(live), known))
            .add(live);
    LostImages lost = LostImages.after(found.archived(), gone);
    LiveMerge merge = new LiveMerge(request, agreed, found);
    ImmutableList<MergedRepository> merged = merge.repositories(fanOut);
    MergeBase next = merge.nextState(merged, lost);
    Set<RegistryPrefix> prefixes = Sets.union(request.desired().destinations(), last.prefixes());
    SnapshotRoot root =
        new SnapshotRootBuilder(
                clock.instant(), stored, merged, found.archived().problems(), found.unseen(), lost)
            .build(
                last,
                next,
                new MergeBaseWriter(stored, parallel, request.deep() || last.isDamaged())
                    .write(next, prefixes));
    return new SnapshotPublisher(store)
        .publish(root, last.names())
        .map(
            name ->
                new SnapshotTaken(
                    name,
                    root,
                    manifests.read(),
                    blobs.read(),
                    stored.created() + 1,
                    stored.createdBytes(),
                    last.problems()));
  }

  private LiveState readLive(SnapshotRequest request, MergeBase agreed) {
    DesiredState desired = request.desired();
    return new LiveWalk(repositories, fanOut, MAX_REPOSITORIES)
        .read(
            Sets.union(desired.repositories().keySet(), agreed.repositories().keySet()),
            repository ->
                agreed
                    .get(repository)
                    .expectation(desired.images(repository), Expectation.Breadth.TAG_VALUES),
            desired.destinations(),
            request.include());
  }
}
