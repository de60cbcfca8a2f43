package dev.reinstate.registry.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RewritesTest {

  private final Rewrites rewrites =
      Rewrites.parse(
          ImmutableList.of(
              "gcr.io=localhost:5000/gcr",
              "us.gcr.io/prod=localhost:5000/us",
              "us.gcr.io/prod/kubernetes=localhost:5001"));

  @ParameterizedTest
  @CsvSource({
    "gcr.io/staging/pause,        localhost:5000/gcr/staging/pause",
    "us.gcr.io/prod/pause,        localhost:5000/us/pause",
    "us.gcr.io/prod,              localhost:5000/us",
    "us.gcr.io/prod/kubernetes/a, localhost:5001/a",
    "us.gcr.io/production/pause,  us.gcr.io/production/pause",
    "eu.gcr.io/prod/pause,        eu.gcr.io/prod/pause",
  })
  void longestPrefixOfWholeSegmentsIsReplaced(String from, String to) {
    assertEquals(Repository.parse(to), rewrites.apply(Repository.parse(from)));
  }

  @Test
  void pairsAreListedAsTheyAct() {
    assertEquals("us.gcr.io/prod/kubernetes=localhost:5001", rewrites.pairs().getFirst());
  }

  @Test
  void anythingElseThanAPairIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Rewrites.parse(ImmutableList.of("gcr.io")));
  }
}
