package dev.reinstate.manifest;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import java.util.Comparator;

/**
 * What the promoter manifests say: per destination repository, digest → tags.
 *
 * @param destinations every destination registry the manifests name, also one without images
 */
public record DesiredState(
    ImmutableSortedMap<Repository, DesiredRepository> repositories,
    ImmutableSortedSet<RegistryPrefix> destinations) {

  /** No manifests: what a restore from a snapshot alone desires. */
  public static final DesiredState EMPTY =
      new DesiredState(ImmutableSortedMap.of(), ImmutableSortedSet.of());

  /** What manifests want of a repository; {@link TaggedImages#NONE} when they do not name it. */
  public TaggedImages images(Repository repository) {
    DesiredRepository desired = repositories.get(repository);
    return desired == null ? TaggedImages.NONE : desired.images();
  }

  /**
   * The destination registry of a repository, the longest that contains it; its host if none does.
   */
  public RegistryPrefix destinationOf(Repository repository) {
    DesiredRepository desired = repositories.get(repository);
    return desired != null
        ? desired.destination()
        : destinations.stream()
            .filter(destination -> destination.contains(repository))
            .max(Comparator.comparingInt(destination -> destination.path().length()))
            .orElseGet(() -> new RegistryPrefix(repository.host(), ""));
  }
}
