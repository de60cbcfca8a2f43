package dev.reinstate.proof;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Sorts indexes into a list of places, without an object for any. */
final class RingOrder {

  private static final int BITS = 16;
  private static final int BUCKETS = 1 << BITS;

  private RingOrder() {}

  /** What to sort by. */
  interface Key {

    /** From 0 on. */
    int of(int index);
  }

  /** All indexes in the order of the ring from 0 on; equal places stay in theirs. */
  static int[] of(long[] places) {
    int[] order = IntStream.range(0, places.length).toArray();
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      int low = shift;
      order = sorted(order, BUCKETS, index -> (int) (places[index] >>> low) & (BUCKETS - 1));
    }
    return order;
  }

  /** By the key, of which all are less than {@code keys}; those of one key stay in their order. */
  static int[] sorted(int[] indexes, int keys, Key key) {
    int[] next = starts(indexes, keys, key);
    int[] sorted = new int[indexes.length];
    for (int index : indexes) {
      sorted[next[key.of(index)]++] = index;
    }
    return sorted;
  }

  /** Where those of each key begin once they are sorted; at last how many there are. */
  static int[] starts(int[] indexes, int keys, Key key) {
    int[] starts = new int[keys + 1];
    for (int index : indexes) {
      starts[key.of(index) + 1]++;
    }
    for (int i = 0; i < keys; i++) {
      starts[i + 1] += starts[i];
    }
    return starts;
  }

  /**
   * Turns a part, which is in the order of the ring, so that it begins at a place or the next one.
   */
  static void turn(int[] order, int begin, int end, long[] places, long from) {
    int first = begin;
    while (first < end && Long.compareUnsigned(places[order[first]], from) < 0) {
      first++;
    }
    int[] head = Arrays.copyOfRange(order, begin, first);
    System.arraycopy(order, first, order, begin, end - first);
    System.arraycopy(head, 0, order, end - head.length, head.length);
  }
}
