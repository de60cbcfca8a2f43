package dev.reinstate.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

final class InventoryTest {

  private static final ImmutableList<Repository> REPOSITORIES =
      ImmutableList.of(new Repository("localhost", "a"), new Repository("localhost", "b"));

  /** Asks twice for each step, as a bar does. */
  private static final class Asking implements Progress {

    private final List<Long> answers = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Task begin(String what, int total) {
      throw new AssertionError("listing is requests above all");
    }

    @Override
    public Task begin(String what, int total, LongSupplier requests) {
      return new Task() {
        @Override
        public void step() {
          answers.add(requests.getAsLong());
          answers.add(requests.getAsLong());
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class Reader implements RepositoryReader {

    @Override
    public LiveRepository read(Repository repository, Expectation expectation) {
      return LiveRepository.EMPTY;
    }

    @Override
    public LongSupplier requests(
        Collection<Repository> repositories, ToIntFunction<Repository> images) {
      long sum = repositories.stream().mapToInt(images).sum();
      return () -> sum;
    }
  }

  @Test
  void estimateIsOfSizesAndBuildsNothing() {
    Asking progress = new Asking();
    List<Repository> built = Collections.synchronizedList(new ArrayList<>());
    new Inventory(new Reader(), new FanOut(1), progress, new StopSignal())
        .read(
            REPOSITORIES,
            repository -> {
              built.add(repository);
              return Expectation.of(ImmutableSet.of(), ImmutableSet.of());
            },
            repository -> 21);
    assertEquals(REPOSITORIES, built);
    assertEquals(ImmutableList.of(42L, 42L, 42L, 42L), progress.answers);
  }
}
