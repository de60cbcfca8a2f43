package dev.reinstate.snapshot.take;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.history.SnapshotHistory;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.snapshot.history.SnapshotTips;
import dev.reinstate.snapshot.merge.JoinedBranches;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the next snapshot continues: all that no readable one continues yet, so that runs that
 * parted meet again, and damaged roots too, so that it stands for them.
 *
 * @param names of all snapshots there are, each of which it continues, directly or not
 * @param predecessors none in a store without snapshots; those that can be read come first
 * @param roots of the predecessors that can be read
 * @param branches what they agree on, as far as it can be read
 * @param problems what is damaged of them, and what is used instead
 */
record Continued(
    ImmutableSortedSet<SnapshotName> names,
    ImmutableList<Predecessor> predecessors,
    ImmutableList<SnapshotRoot> roots,
    JoinedBranches branches,
    ImmutableList<SnapshotProblem> problems) {

  static Continued read(SnapshotStore store, FanOut fanOut, InstantSource clock)
      throws IOException {
    SnapshotList list = new SnapshotList(store, fanOut);
    SnapshotReader reader = new SnapshotReader(store, fanOut, clock);
    ImmutableSortedSet<SnapshotName> names = SnapshotList.names(store);
    ImmutableList<ListedSnapshot> tips = new SnapshotTips(store, list, clock, true).find(names);
    List<LoadedSnapshot> loaded = new ArrayList<>();
    for (ListedSnapshot.Intact tip : Iterables.filter(tips, ListedSnapshot.Intact.class)) {
      loaded.add(reader.load(tip, repository -> true));
    }
    Optional<LoadedSnapshot> before =
        loaded.size() > 1 ? before(list.history(), loaded, reader) : Optional.empty();
    ImmutableSet.Builder<SnapshotProblem> problems = ImmutableSet.builder();
    for (ListedSnapshot.Damaged tip : Iterables.filter(tips, ListedSnapshot.Damaged.class)) {
      problems.add(new SnapshotProblem("snapshot " + tip.name(), tip.fault() + instead(loaded)));
    }
    loaded.forEach(branch -> problems.addAll(branch.problems()));
    before.ifPresent(parted -> problems.addAll(parted.problems()));
    return new Continued(
        names,
        predecessors(tips),
        loaded.stream().map(LoadedSnapshot::root).collect(ImmutableList.toImmutableList()),
        JoinedBranches.join(
            before.map(LoadedSnapshot::state).orElse(MergeBase.EMPTY),
            Lists.transform(loaded, LoadedSnapshot::state)),
        problems.build().asList());
  }

  private static Optional<LoadedSnapshot> before(
      SnapshotHistory history, List<LoadedSnapshot> branches, SnapshotReader reader)
      throws IOException {
    Optional<ListedSnapshot.Intact> parted =
        history.before(Lists.transform(branches, LoadedSnapshot::name));
    return parted.isEmpty()
        ? Optional.empty()
        : Optional.of(reader.load(parted.get(), repository -> true));
  }

  private static String instead(List<LoadedSnapshot> loaded) {
    return loaded.isEmpty()
        ? "; no root can be read, so this snapshot begins anew, from what is live"
        : loaded.stream()
            .map(branch -> branch.name().toString())
            .collect(Collectors.joining(" and ", "; snapshot ", " is used instead"));
  }

  private static ImmutableList<Predecessor> predecessors(ImmutableList<ListedSnapshot> tips) {
    ImmutableList.Builder<Predecessor> predecessors = ImmutableList.builder();
    Iterables.concat(
            Iterables.filter(tips, ListedSnapshot.Intact.class),
            Iterables.filter(tips, ListedSnapshot.Damaged.class))
        .forEach(tip -> predecessors.add(new Predecessor(tip.name(), tip.digest())));
    return predecessors.build();
  }

  boolean isDamaged() {
    return !problems.isEmpty();
  }

  /** Whether the store is as it was when the last snapshot was taken: what it held, it holds. */
  boolean isUntouched(StoredBlobs stored) {
    return problems.isEmpty()
        && roots.size() == 1
        && roots.getFirst().counts().listing().equals(Optional.of(stored.listing()));
  }

  /** Those that the predecessors have trees of. */
  ImmutableSet<RegistryPrefix> prefixes() {
    return roots.stream()
        .flatMap(root -> root.trees().keySet().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** What the predecessors did not hold. */
  ImmutableList<BrokenImage> broken() {
    return roots.stream()
        .flatMap(root -> root.broken().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** What is known of each image, the best where repositories differ. */
  Map<DescriptorDigest, MergeBaseImage> images(StoredBlobs stored) {
    Map<DescriptorDigest, MergeBaseImage> known = new HashMap<>();
    for (MergeBaseRepository repository : branches.state().distinct()) {
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
