package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The arithmetic of results. */
final class SpreadTest {

  @Test
  void theMedianIsTheMiddleOneOrBetweenTheTwoInTheMiddle() {
    assertEquals(new Spread(3, 1, 50), Spread.of(List.of(50.0, 1.0, 3.0)));
    assertEquals(new Spread(2.5, 1, 4), Spread.of(List.of(4.0, 1.0, 3.0, 2.0)));
    assertEquals(new Spread(7, 7, 7), Spread.of(List.of(7.0)));
  }

  @Test
  void ratiosAreOfMedians() {
    Spread slow = Spread.of(List.of(9.0, 10.0, 100.0));
    Spread fast = Spread.of(List.of(1.0, 4.0, 4.0));
    assertEquals(2.5, slow.ratioTo(fast));
    assertEquals(0.4, fast.ratioTo(slow));
  }

  @Test
  void textShowsTheRangeUnlessThereIsNone() {
    assertEquals("2.00 (1.50-128)", Spread.of(List.of(1.5, 2.0, 127.6)).toString());
    assertEquals("0.25", Spread.of(List.of(0.25)).toString());
  }

  @Test
  void aTargetIsMetOnItsGoodSideAndOnItsBound() {
    assertTrue(Target.atLeast(3, "times", 3).met());
    assertFalse(Target.atLeast(3, "times", 2.99).met());
    assertTrue(Target.atMost(0.5, "s", 0.5).met());
    assertFalse(Target.atMost(0.5, "s", 0.51).met());
    assertEquals("MISSED times: 2.99 (≥ 3.00)", Target.atLeast(3, "times", 2.99).toString());
  }

  @Test
  void slowContendersHaveFewerRounds() {
    Rounds rounds = new Rounds(5, 60);
    assertEquals(5, rounds.of(took(0.01)));
    assertEquals(5, rounds.of(took(12)));
    assertEquals(4, rounds.of(took(12.1)));
    assertEquals(2, rounds.of(took(30)));
    assertEquals(1, rounds.of(took(600)));
  }

  private static Sample took(double seconds) {
    return new Sample(new Cost(seconds, 0, 0), 0, OptionalDouble.empty());
  }
}
