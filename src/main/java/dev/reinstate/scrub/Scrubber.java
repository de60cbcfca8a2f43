package dev.reinstate.scrub;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.primitives.Ints;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Visits images in a given order, many at once, until there are no more or the budget is used. */
final class Scrubber {

  private static final int IMAGES_AT_ONCE = 512;

  /** So many results are held at once, however many images there are. */
  private static final int STRETCH = 16 * IMAGES_AT_ONCE;

  private final Universe universe;
  private final Consumer<Subject> whole;
  private final Progress progress;
  private final StopSignal stop;

  /**
   * @param whole is given every image that is
   */
  Scrubber(Universe universe, Consumer<Subject> whole, Progress progress, StopSignal stop) {
    this.universe = universe;
    this.whole = whole;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Visits images.
   *
   * @param order their numbers in the universe
   * @param usedUp whether no further image is to be begun
   */
  Scrubbed visit(ImageWalk walk, int[] order, BooleanSupplier usedUp) {
    BitSet visited = new BitSet();
    ImmutableMap.Builder<Integer, Visit> broken = ImmutableMap.builder();
    FanOut fanOut = new FanOut(IMAGES_AT_ONCE, stop);
    try (Progress.Task task = progress.begin("images", order.length)) {
      for (List<Integer> stretch : Lists.partition(Ints.asList(order), STRETCH)) {
        fanOut
            .map(stretch, image -> visit(walk, image, usedUp, task))
            .forEach(
                each ->
                    each.ifPresent(
                        seen -> {
                          visited.set(seen.getKey());
                          if (!seen.getValue().isWhole()) {
                            broken.put(seen);
                          }
                        }));
        if (isOver(usedUp)) {
          break;
        }
      }
    }
    return new Scrubbed(visited, broken.buildOrThrow());
  }

  private boolean isOver(BooleanSupplier usedUp) {
    return stop.requested() || usedUp.getAsBoolean();
  }

  private Optional<Map.Entry<Integer, Visit>> visit(
      ImageWalk walk, int image, BooleanSupplier usedUp, Progress.Task task) {
    if (isOver(usedUp)) {
      return Optional.empty();
    }
    try {
      Visit visit = walk.visit(universe.images().get(image));
      if (visit.isWhole()) {
        whole.accept(universe.images().get(image));
      }
      task.step();
      return Optional.of(Map.entry(image, visit));
    } catch (CancelledException e) {
      return Optional.empty();
    }
  }
}
