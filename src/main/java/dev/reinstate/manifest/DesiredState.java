package dev.reinstate.manifest;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;

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
}
