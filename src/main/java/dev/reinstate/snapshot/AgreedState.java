package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Repository;

/** The merge base: for each tag the last value on which manifest and registry agreed. */
public record AgreedState(ImmutableSortedMap<Repository, AgreedRepository> repositories) {

  /** Before the first snapshot. */
  public static final AgreedState EMPTY = new AgreedState(ImmutableSortedMap.of());

  /** What is known of a repository; {@link AgreedRepository#EMPTY} for one never seen. */
  public AgreedRepository get(Repository repository) {
    return repositories.getOrDefault(repository, AgreedRepository.EMPTY);
  }
}
