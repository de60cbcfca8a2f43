package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScopeBatchesTest {

  private static final ImmutableList<String> ALL = ImmutableList.of("a", "b", "c", "d");

  private final ScopeBatches batches = new ScopeBatches();

  @BeforeEach
  void expect() {
    ALL.forEach(batches::expect);
  }

  @Test
  void whatIsExpectedGoesTogetherAndWhatIsNotGoesAlone() {
    assertEquals(List.of("x"), batches.of("x"));
    assertEquals(ALL, batches.of("a"));
    assertEquals(ALL, batches.of("c"));
    batches.expect("e");
    batches.expect("a");
    assertEquals(List.of("e"), batches.of("e"));
  }

  @Test
  void splitBatchIsNoMoreAskedFor() {
    ImmutableList<String> whole = batches.of("a");
    batches.split(whole);
    assertFalse(batches.isCurrent("a", whole));
    assertEquals(List.of("a", "b"), batches.of("b"));
    assertEquals(List.of("c", "d"), batches.of("c"));
  }

  /** Two may be refused at once: one a token for the batch, the other a request that it allows. */
  @Test
  void whatIsAskedForAloneStaysAloneWhenItsBatchIsSplit() {
    ImmutableList<String> whole = batches.of("a");
    batches.separate("b");
    batches.split(whole);
    assertEquals(List.of("b"), batches.of("b"));
    batches.split(whole);
    batches.split(batches.of("c"));
    batches.split(whole);
    assertEquals(List.of("c"), batches.of("c"));
  }

  /** Otherwise nobody could renew the token of the others. */
  @Test
  void batchThatOneLeftIsStillThatOfTheOthers() {
    ImmutableList<String> whole = batches.of("a");
    batches.separate("b");
    assertEquals(List.of("b"), batches.of("b"));
    assertEquals(whole, batches.of("a"));
    assertTrue(batches.isCurrent("a", whole));
    batches.separateAll();
    assertEquals(List.of("a"), batches.of("a"));
  }

  @Test
  void requestsHaveABoundedLength() {
    String tail = "/" + "x".repeat(200);
    for (int i = 0; i < 500; i++) {
      batches.expect(i + tail);
    }
    for (int i = 0; i < 500; i++) {
      ImmutableList<String> batch = batches.of(i + tail);
      assertTrue(batch.contains(i + tail));
      assertTrue(String.join("&scope=", batch).length() < 15_000);
    }
  }
}
