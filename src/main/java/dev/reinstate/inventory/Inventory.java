package dev.reinstate.inventory;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** Reads many repositories at once. */
public final class Inventory {

  private final RepositoryReader reader;
  private final FanOut fanOut;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * @param fanOut how many repositories are under way at once, over all hosts
   * @param stop once requested, what was not read yet is {@link LiveRepository.Unreadable#STOPPED}
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
    return read(repositories, expected, each -> expected.apply(each).digests().size());
  }

  /**
   * The same where it takes long to say what is expected.
   *
   * @param images about how many of each are
   */
  public LiveState read(
      Collection<Repository> repositories,
      Function<Repository, Expectation> expected,
      ToIntFunction<Repository> images) {
    // Mirrors hold the same: what is equal is kept once, however many there are.
    Interner<LiveRepository> distinct = Interners.newStrongInterner();
    RepositoryReader prepared = reader.over(repositories);
    Supplier<LongSupplier> requests =
        Suppliers.memoize(() -> prepared.requests(repositories, images));
    try (Progress.Task task =
        progress.begin("repositories", repositories.size(), () -> requests.get().getAsLong())) {
      ImmutableList<Map.Entry<Repository, LiveRepository>> answers =
          fanOut.map(
              HostRotation.of(repositories),
              repository -> {
                LiveRepository answer = read(prepared, repository, expected);
                task.step();
                return Map.entry(repository, distinct.intern(answer));
              });
      return new LiveState(ImmutableSortedMap.copyOf(answers));
    }
  }

  private LiveRepository read(
      RepositoryReader prepared,
      Repository repository,
      Function<Repository, Expectation> expected) {
    if (stop.requested()) {
      return LiveRepository.Unreadable.STOPPED;
    }
    // A read that is cut off leaves nothing half done, and nobody waits for what will not be used.
    StopSignal.Registration interruptible = stop.onRequest(Thread.currentThread()::interrupt);
    try {
      LiveRepository answer = prepared.read(repository, expected.apply(repository));
      // What was cut off fails in many words, none of which is about the registry.
      return stop.requested() && answer instanceof LiveRepository.Unreadable
          ? LiveRepository.Unreadable.STOPPED
          : answer;
    } catch (CancelledException e) {
      return LiveRepository.Unreadable.STOPPED;
    } finally {
      interruptible.close();
    }
  }
}
