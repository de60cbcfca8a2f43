package dev.reinstate.inventory;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/** Reads many repositories at once. */
public final class Inventory {

  private final RepositoryReader reader;
  private final FanOut fanOut;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * @param fanOut how many repositories are under way at once, over all hosts
   * @param stop once requested, reading ends with {@link
   *     dev.reinstate.concurrent.CancelledException}: half a state is none
   */
  public Inventory(RepositoryReader reader, FanOut fanOut, Progress progress, StopSignal stop) {
    this.reader = reader;
    this.fanOut = fanOut;
    this.progress = progress;
    this.stop = stop;
  }

  /** The answers for all of them; one that cannot be read stops none of the others. */
  public LiveState read(
      Collection<Repository> repositories, Function<Repository, Expectation> expected) {
    // Mirrors hold the same: what is equal is kept once, however many there are.
    Interner<LiveRepository> distinct = Interners.newStrongInterner();
    RepositoryReader prepared = reader.over(repositories);
    try (Progress.Task task = progress.begin("repositories", repositories.size())) {
      ImmutableList<Map.Entry<Repository, LiveRepository>> answers =
          fanOut.map(
              HostRotation.of(repositories),
              repository -> {
                stop.check();
                LiveRepository answer = prepared.read(repository, expected.apply(repository));
                task.step();
                return Map.entry(repository, distinct.intern(answer));
              });
      return new LiveState(ImmutableSortedMap.copyOf(answers));
    }
  }
}
