package dev.reinstate.proof;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** The compact text of {@link Places}. */
final class PlacesText {

  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private PlacesText() {}

  static String encode(Places places) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long[] last = {0};
    places.stream()
        .forEach(
            place -> {
              write(place - last[0], bytes);
              last[0] = place;
            });
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void write(long number, ByteArrayOutputStream bytes) {
    long rest = number;
    while (rest < 0 || rest >= MORE) {
      bytes.write((int) (rest & (MORE - 1)) | MORE);
      rest >>>= BITS;
    }
    bytes.write((int) rest);
  }

  static Places decode(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException("is not in base64 as RFC 4648 demands it");
    }
    long[] flipped = new long[numbers(bytes)];
    int count = 0;
    long place = 0;
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      long distance = 0;
      while (end < bytes.length && bytes[end] < 0) {
        distance |= (long) (bytes[end] & (MORE - 1)) << shift(end++ - at);
      }
      if (end == bytes.length) {
        throw new IllegalArgumentException("ends within a number");
      }
      distance |= bits(bytes[end], shift(end - at));
      if (bytes[end] == 0 && end > at) {
        throw new IllegalArgumentException("holds a number that is longer than need be");
      }
      long next = place + distance;
      if (count > 0 && (distance == 0 || Long.compareUnsigned(next, place) < 0)) {
        throw new IllegalArgumentException("holds places that are not in order");
      }
      place = next;
      flipped[count++] = Ring.flipped(place);
      at = end + 1;
    }
    return Places.ofFlipped(flipped);
  }

  private static int numbers(byte[] bytes) {
    int ends = 0;
    for (byte each : bytes) {
      ends += each >= 0 ? 1 : 0;
    }
    return ends;
  }

  private static int shift(int index) {
    if (index * BITS >= Long.SIZE) {
      throw new IllegalArgumentException("holds a number of more than 64 bits");
    }
    return index * BITS;
  }

  private static long bits(long last, int shift) {
    if (last << shift >>> shift != last) {
      throw new IllegalArgumentException("holds a number of more than 64 bits");
    }
    return last << shift;
  }
}
