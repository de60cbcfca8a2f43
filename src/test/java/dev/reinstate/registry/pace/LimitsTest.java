package dev.reinstate.registry.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class LimitsTest {

  /** Before a shard has looked at the others, it has the least part that it will ever have. */
  @Test
  void partThatMayGrowDoesNotNarrowWhatIsAskedTogether() throws IOException {
    ImmutableList<Repository> regions =
        ImmutableList.of(
            Repository.parse("us-west1-docker.pkg.dev/prod/images/a"),
            Repository.parse("asia-east1-docker.pkg.dev/prod/images/a"));
    Limits shard = Limits.atOnce(64).withPart(() -> 0.25);
    assertEquals(80, shard.together(regions));
    assertEquals(800, shard.withTotal(800).together(regions));
  }

  @Test
  void hostWithoutAKnownQuotaLimitsNothing() throws IOException {
    ImmutableList<Repository> both =
        ImmutableList.of(
            Repository.parse("us-west1-docker.pkg.dev/prod/a"), Repository.parse("quay.io/prod/a"));
    assertEquals(Double.POSITIVE_INFINITY, Limits.atOnce(64).together(both));
  }
}
