package dev.reinstate.proof;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/** A set of places in the order of the ring; eight bytes each. */
public final class Places {

  public static final Places NONE = new Places(new long[0]);

  /** Flipped, so that their signed order is that of the ring. */
  private final long[] sorted;

  private Places(long[] sorted) {
    this.sorted = sorted;
  }

  /** In any order; of several equal ones one is kept. */
  public static Places of(LongStream places) {
    return ofFlipped(places.map(Ring::flipped).toArray());
  }

  /**
   * @param flipped in any order; it is not used afterwards
   */
  static Places ofFlipped(long[] flipped) {
    Arrays.sort(flipped);
    int count = 0;
    for (int i = 0; i < flipped.length; i++) {
      if (i == 0 || flipped[i] != flipped[i - 1]) {
        flipped[count++] = flipped[i];
      }
    }
    return new Places(count == flipped.length ? flipped : Arrays.copyOf(flipped, count));
  }

  public boolean contains(long place) {
    return Arrays.binarySearch(sorted, Ring.flipped(place)) >= 0;
  }

  public int size() {
    return sorted.length;
  }

  /** In the order of the ring. */
  public LongStream stream() {
    return flipped().map(Ring::flipped);
  }

  LongStream flipped() {
    return Arrays.stream(sorted);
  }

  /** What is here and not there. */
  Places without(Places others) {
    return others.sorted.length == 0
        ? this
        : new Places(
            flipped().filter(each -> Arrays.binarySearch(others.sorted, each) < 0).toArray());
  }

  /**
   * Where each is in a list that holds all of them.
   *
   * @param all flipped, sorted
   */
  void forEachIndex(long[] all, IntConsumer action) {
    boolean few = sorted.length < all.length / 16;
    int at = 0;
    for (long each : sorted) {
      if (few) {
        at = Arrays.binarySearch(all, at, all.length, each);
      } else {
        while (all[at] != each) {
          at++;
        }
      }
      action.accept(at);
    }
  }

  /**
   * Base64, RFC 4648 section 4, of the first place and then of the distance of each from the one
   * before, each a varint as in https://protobuf.dev/programming-guides/encoding/#varints: seven
   * bits a byte, the lowest first, and the top bit of all bytes but the last.
   */
  public String text() {
    return PlacesText.encode(this);
  }

  /**
   * Reads what {@link #text} writes; {@link IllegalArgumentException} for anything else, such as
   * another spelling of the same places.
   */
  public static Places parse(String text) {
    return PlacesText.decode(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Places places && Arrays.equals(sorted, places.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  /** How many; a million of them are no text for people. */
  @Override
  public String toString() {
    return sorted.length + " places";
  }
}
