package dev.reinstate.revision;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.ManifestLocations;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.plan.Finding;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.TreeMap;

/**
 * How two revisions of the manifests differ in what they desire, whatever lines were edited. The
 * earlier one was reviewed and promoted, so what it says counts as agreed.
 */
public final class ManifestChange {

  private final BaseManifests before;
  private final ManifestLocations locations;
  private final ImmutableList<RepositoryChange> changes;

  private ManifestChange(
      BaseManifests before, ManifestLocations locations, ImmutableList<RepositoryChange> changes) {
    this.before = before;
    this.locations = locations;
    this.changes = changes;
  }

  public static ManifestChange between(BaseManifests before, LoadedManifests after) {
    ImmutableList.Builder<RepositoryChange> changes = ImmutableList.builder();
    for (Repository repository :
        ImmutableSortedSet.copyOf(
            Sets.union(
                before.desired().repositories().keySet(),
                after.desired().repositories().keySet()))) {
      TaggedImages then = before.desired().images(repository);
      TaggedImages now = after.desired().images(repository);
      if (!then.equals(now)) {
        changes.add(RepositoryChange.between(repository, then, now));
      }
    }
    return new ManifestChange(before, after.locations(), changes.build());
  }

  /** The earlier revision, for a human. */
  public String since() {
    return before.revision();
  }

  /** The repositories of which something else is desired than before. */
  public ImmutableSortedSet<Repository> repositories() {
    return changes.stream()
        .map(RepositoryChange::repository)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Repository::compareTo));
  }

  /**
   * What the change asks for and may not have: tags are immutable, and what was promoted stays.
   *
   * @see <a href="https://github.com/kubernetes/k8s.io/issues/3837">kubernetes/k8s.io#3837</a>
   */
  public ImmutableList<Finding> findings(Permission permission) {
    ChangeFindings findings = new ChangeFindings(before, locations);
    ImmutableList.Builder<Finding> all = ImmutableList.builder();
    for (RepositoryChange change : changes) {
      if (!permission.tagMoves()) {
        all.addAll(findings.ofMoves(change));
      }
      if (!permission.removals()) {
        all.addAll(findings.ofRemovals(change));
      }
    }
    return ImmutableList.sortedCopyOf(Finding.ORDER, all.build());
  }

  /**
   * The snapshot's state, and for tags that the change moves or removes and no snapshot knows, the
   * earlier manifests' value: so a plan refuses such a move without any snapshot.
   */
  public MergeBase addedTo(MergeBase snapshot) {
    TreeMap<Repository, MergeBaseRepository> repositories = new TreeMap<>(snapshot.repositories());
    for (RepositoryChange change : changes) {
      if (!change.tagsBefore().isEmpty()) {
        repositories.merge(
            change.repository(),
            agreedBefore(change),
            (known, earlier) -> withTagsOf(earlier, known));
      }
    }
    return new MergeBase(ImmutableSortedMap.copyOf(repositories), snapshot.doubts());
  }

  private static MergeBaseRepository agreedBefore(RepositoryChange change) {
    TreeMap<String, MergeBaseTag> tags = new TreeMap<>();
    change.tagsBefore().forEach((tag, digest) -> tags.put(tag, new MergeBaseTag(digest, true)));
    return new MergeBaseRepository(
        MergeBaseRepository.EMPTY.images(), ImmutableSortedMap.copyOf(tags));
  }

  private static MergeBaseRepository withTagsOf(
      MergeBaseRepository earlier, MergeBaseRepository known) {
    TreeMap<String, MergeBaseTag> tags = new TreeMap<>(earlier.tags());
    tags.putAll(known.tags());
    return new MergeBaseRepository(known.images(), ImmutableSortedMap.copyOf(tags));
  }
}
