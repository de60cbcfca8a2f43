package dev.reinstate.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class ShardTest {

  @Property(tries = 500)
  void everyNameBelongsToExactlyOne(
      @ForAll String name, @ForAll @IntRange(min = 1, max = 64) int count) {
    long owners =
        IntStream.range(0, count).filter(index -> new Shard(index, count).has(name)).count();
    assertEquals(1, owners);
  }

  /** A job's pods may be of two releases: where a name belongs must never change. */
  @Example
  void whereANameBelongsIsFixedForever() {
    assertEquals(2, ownerOf("pause"));
    assertEquals(5, ownerOf("kubernetes/kube-apiserver"));
    assertEquals(0, ownerOf("coredns/coredns"));
  }

  @Example
  void theWorkIsSpread() {
    int[] sizes = new int[8];
    for (int i = 0; i < 8_000; i++) {
      sizes[ownerOf("team/image-" + i)]++;
    }
    for (int size : sizes) {
      assertTrue(size > 850 && size < 1_150, "a shard of " + size);
    }
  }

  @Example
  void anIndexBeyondTheCountIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Shard(8, 8));
    assertThrows(IllegalArgumentException.class, () -> new Shard(-1, 8));
    assertThrows(IllegalArgumentException.class, () -> new Shard(0, 0));
  }

  private static int ownerOf(String name) {
    return IntStream.range(0, 8)
        .filter(index -> new Shard(index, 8).has(name))
        .findFirst()
        .orElseThrow();
  }
}
