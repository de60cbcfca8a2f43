package dev.reinstate.inventory;

import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Repository;

/** What the registries answered, for every repository that was asked about. */
public record LiveState(ImmutableSortedMap<Repository, LiveRepository> repositories) {

  public static final LiveState EMPTY = new LiveState(ImmutableSortedMap.of());

  /**
   * The answer for a repository; {@link IllegalArgumentException} when it was never asked about.
   */
  public LiveRepository get(Repository repository) {
    LiveRepository answer = repositories.get(repository);
    if (answer == null) {
      throw new IllegalArgumentException(repository + " was not read");
    }
    return answer;
  }
}
