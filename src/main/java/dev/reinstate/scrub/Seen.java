package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Objects that were seen to be whole, each in its place. Of the pairs of a run, which may be many
 * millions, each takes some 16 bytes. For any thread.
 */
final class Seen {

  private static final long FREE = -1;

  private final ConcurrentMap<Object, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private long[] pairs = filled(1 << 10);
  private int size;

  /**
   * Notes an object.
   *
   * @param place a repository, host or mirror
   */
  void add(Object place, DescriptorDigest object) {
    insert(pair(place, object));
  }

  boolean has(Object place, DescriptorDigest object) {
    return contains(pair(place, object));
  }

  /** Numbers are never negative, so that no pair is {@link #FREE}. */
  private long pair(Object place, DescriptorDigest object) {
    return ((long) number(place) << 32) | number(object);
  }

  private int number(Object value) {
    return numbers.computeIfAbsent(value, any -> next.getAndIncrement());
  }

  private synchronized boolean contains(long pair) {
    return pairs[slot(pairs, pair)] == pair;
  }

  private synchronized void insert(long pair) {
    int slot = slot(pairs, pair);
    if (pairs[slot] == pair) {
      return;
    }
    pairs[slot] = pair;
    size++;
    if (size > pairs.length / 4 * 3) {
      grow();
    }
  }

  private void grow() {
    long[] larger = filled(pairs.length * 2);
    for (long pair : pairs) {
      if (pair != FREE) {
        larger[slot(larger, pair)] = pair;
      }
    }
    pairs = larger;
  }

  /** Where the pair is, or would go. */
  private static int slot(long[] table, long pair) {
    long mixed = pair * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & (table.length - 1);
    while (table[slot] != FREE && table[slot] != pair) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private static long[] filled(int length) {
    long[] table = new long[length];
    Arrays.fill(table, FREE);
    return table;
  }
}
