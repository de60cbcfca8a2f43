package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScopeBatchesTest {

  private static final ImmutableList<String> ALL = ImmutableList.of("a", "b", "c", "d");

  private final ScopeBatches batches = new ScopeBatches(Repository::host);

  @BeforeEach
  void expectAll() {
    ALL.forEach(this::expect);
  }

  @Test
  void whatIsExpectedGoesTogetherAndWhatIsNotGoesAlone() {
    assertEquals(List.of("x"), batches.of("x"));
    assertEquals(ALL, batches.of("a"));
    assertEquals(ALL, batches.of("c"));
    expect("e");
    expect("a");
    assertEquals(List.of("e"), batches.of("e"));
  }

  /** What has other credentials has other tokens, however it is mixed. */
  @Test
  void onlyWhatHasOneNamespaceGoesTogether() {
    ScopeBatches mixed = new ScopeBatches(repository -> repository.path().substring(0, 1));
    ImmutableList<String> scopes = ImmutableList.of("x/1", "y/1", "x/2", "z/1", "y/2", "x/3");
    scopes.forEach(scope -> mixed.expect(new Repository("a.example", scope), scope));
    assertEquals(List.of("y/1", "y/2"), mixed.of("y/1"));
    assertEquals(List.of("x/2", "x/1", "x/3"), mixed.of("x/2"));
    assertEquals(List.of("z/1"), mixed.of("z/1"));
    assertEquals(List.of("y/1", "y/2"), mixed.of("y/2"));
  }

  private void expect(String scope) {
    batches.expect(new Repository("a.example", "prod/app"), scope);
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
      expect(i + tail);
    }
    for (int i = 0; i < 500; i++) {
      ImmutableList<String> batch = batches.of(i + tail);
      assertTrue(batch.contains(i + tail));
      assertTrue(String.join("&scope=", batch).length() < 15_000);
    }
  }
}
