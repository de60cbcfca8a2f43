package dev.reinstate.sandbox.universe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.content.RegistryContents;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A universe is as large as the real one, and each further region costs little. */
final class UniverseSizeTest {

  /** 2 GiB over 1,034,000 edges would be two thousand. */
  private static final long BYTES_AN_EDGE = 600;

  private final Catalog catalog = Catalog.of(GeneratedPromotions.all());

  private Stream<Catalog.Seed> everywhere() {
    return catalog.seeds().stream().filter(seed -> seed.everywhere());
  }

  @Test
  void aGeneratedRegionIsOfTheSizeOfOneOfKubernetes() {
    assertEquals(799, everywhere().map(Catalog.Seed::path).distinct().count());
    assertEquals(40_700, everywhere().count());
    assertEquals(47_025, everywhere().mapToLong(seed -> Math.max(1, seed.tags().size())).sum());
  }

  @Test
  void regionsShareWhatTheyHold() {
    long edges = 2L * everywhere().mapToLong(seed -> Math.max(1, seed.tags().size())).sum();
    long before = used();
    List<RegistryContents> regions = ImmutableList.of(filled(), filled());
    long perEdge = (used() - before) / edges;
    assertEquals(2, regions.stream().filter(region -> !region.isEmpty()).count());
    assertTrue(perEdge < BYTES_AN_EDGE, perEdge + " bytes an edge");
  }

  private RegistryContents filled() {
    RegistryContents region = new RegistryContents(() -> Instant.EPOCH, /* tagsLast= */ false);
    everywhere().forEach(seed -> seed.putInto(region));
    return region;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
