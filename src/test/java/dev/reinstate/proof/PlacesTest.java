package dev.reinstate.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Longs;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PlacesTest {

  @Property(tries = 500)
  void whatIsWrittenIsReadAndNothingElseIsIn(
      @ForAll @Size(max = 50) long[] members, @ForAll long other) {
    Places places = Places.of(Arrays.stream(members));
    assertEquals(places, Places.parse(places.text()));
    Set<Long> model = new TreeSet<>(Long::compareUnsigned);
    model.addAll(Longs.asList(members));
    assertArrayEquals(Longs.toArray(model), places.stream().toArray());
    assertEquals(model.size(), places.size());
    assertEquals(model.contains(other), places.contains(other));
    assertTrue(model.stream().allMatch(places::contains));
  }

  @Property(tries = 1000)
  void whateverIsReadIsWhatWouldBeWritten(@ForAll @Size(max = 30) byte[] bytes) {
    String text = Base64.getEncoder().encodeToString(bytes);
    Places places;
    try {
      places = Places.parse(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertEquals(text, places.text());
  }

  @Test
  void theTextIsWhatThePageSays() {
    // Distances 1, 127 and 128, so the bytes 01, 7f, 80 01.
    assertEquals("AX+AAQ==", Places.of(LongStream.of(256, 1, 128)).text());
    assertEquals("", Places.NONE.text());
    assertEquals(
        BigInteger.TWO.pow(64).subtract(BigInteger.ONE).toString(),
        Long.toUnsignedString(Places.parse("////////////AQ==").stream().sum()));
  }

  @Test
  void anythingElseIsRefused() {
    assertRefused("no base64 at all", "%");
    assertRefused("no padding", "AX+AAQ");
    assertRefused("bits beyond the end", "AX+AAR==");
    assertRefused("an end within a number", encoded(1, 0x80));
    assertRefused("a zero that nobody needs", encoded(0x81, 0));
    assertRefused("one place twice", encoded(1, 0));
    assertRefused("65 bits", encoded(0xff, 255, 255, 255, 255, 255, 255, 255, 255, 2));
    assertRefused("71 bits", encoded(0x80, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1));
    assertRefused("once around", encoded(2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1));
  }

  private static String encoded(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return Base64.getEncoder().encodeToString(all);
  }

  private static void assertRefused(String why, String text) {
    assertThrows(IllegalArgumentException.class, () -> Places.parse(text), why);
  }

  /** By {@code printf %s NAME | sha256sum}. */
  @Test
  void anImageHasThePlaceThatThePageSays() {
    assertEquals(
        "9b48003a5264c2d6",
        Long.toHexString(
            Ring.place(Repository.parse("registry.example/app"), Digests.ofHex("0".repeat(64)))));
    assertEquals(
        0xfedcba9876543210L, Ring.place(Digests.ofHex("fedcba9876543210" + "0".repeat(48))));
    assertFalse(
        Ring.place(Repository.parse("a.example/app"), Digests.ofHex("0".repeat(64)))
            == Ring.place(Repository.parse("b.example/app"), Digests.ofHex("0".repeat(64))));
  }
}
