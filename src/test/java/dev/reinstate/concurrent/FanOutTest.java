package dev.reinstate.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Collections2;
import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FanOutTest {

  private static final int LIMIT = 4;
  private static final ContiguousSet<Integer> ITEMS = ContiguousSet.closed(1, 1_000);

  private final FanOut fanOut = new FanOut(LIMIT);

  @Test
  void resultsAreInTheOrderOfTheItems() {
    assertEquals(ITEMS.asList(), fanOut.map(ITEMS, item -> item));
    assertEquals(ImmutableList.of(), fanOut.map(ImmutableList.of(), item -> item));
  }

  @Test
  void noItemIsTakenUpBeforeItCanRun() {
    AtomicInteger takenUp = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    fanOut.map(
        Collections2.transform(
            ITEMS,
            item -> {
              most.accumulateAndGet(takenUp.incrementAndGet(), Math::max);
              return item;
            }),
        item -> takenUp.decrementAndGet());
    assertTrue(most.get() <= LIMIT + 1, "taken up: " + most);
  }

  @Test
  void afterAFailureNothingMoreBegins() {
    AtomicInteger begun = new AtomicInteger();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                new FanOut(1)
                    .map(
                        ITEMS,
                        item -> {
                          if (begun.incrementAndGet() == 3) {
                            throw new IllegalStateException("item " + item);
                          }
                          return item;
                        }));
    assertEquals("item 3", thrown.getMessage());
    assertEquals(3, begun.get());
  }

  @Test
  void aFailureInterruptsWhatRuns() {
    Semaphore never = new Semaphore(0);
    AtomicInteger interrupted = new AtomicInteger();
    assertThrows(
        IllegalStateException.class,
        () ->
            fanOut.map(
                ImmutableList.of(1, 2, 3),
                item -> {
                  if (item == 1) {
                    throw new IllegalStateException();
                  }
                  return interrupted(never, interrupted);
                }));
    assertEquals(ITEMS.asList(), fanOut.map(ITEMS, item -> item), "every permit came back");
  }

  @Test
  void anAbortInterruptsWhatRuns() {
    StopSignal stop = new StopSignal();
    AtomicInteger interrupted = new AtomicInteger();
    Semaphore never = new Semaphore(0);
    new FanOut(LIMIT, stop)
        .map(
            ImmutableList.of(1, 2),
            item -> {
              if (item == 1) {
                stop.abort();
                return 0;
              }
              return interrupted(never, interrupted);
            });
    assertEquals(1, interrupted.get());
  }

  private static int interrupted(Semaphore never, AtomicInteger interrupted) {
    try {
      never.acquire();
      return 0;
    } catch (InterruptedException e) {
      return interrupted.incrementAndGet();
    }
  }
}
