package dev.reinstate.inventory;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/** Reads many repositories at once. */
public final class Inventory {

  private final RepositoryReader reader;
  private final FanOut fanOut;

  /**
   * @param fanOut how many repositories are under way at once, over all hosts
   */
  public Inventory(RepositoryReader reader, FanOut fanOut) {
    this.reader = reader;
    this.fanOut = fanOut;
  }

  /** The answers for all of them; one that cannot be read stops none of the others. */
  public LiveState read(
      Collection<Repository> repositories, Function<Repository, Expectation> expected) {
    ImmutableList<Map.Entry<Repository, LiveRepository>> answers =
        fanOut.map(
            repositories,
            repository ->
                Map.entry(repository, reader.read(repository, expected.apply(repository))));
    return new LiveState(ImmutableSortedMap.copyOf(answers));
  }
}
