package dev.reinstate.sandbox.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes the simplest tar archive there is: one regular file.
 *
 * <p>Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "ustar
 * Interchange Format".
 */
final class Tar {

  private static final int BLOCK = 512;
  private static final int CHECKSUM_AT = 148;

  private Tar() {}

  static byte[] of(String name, byte[] content) {
    int blocks = (content.length + BLOCK - 1) / BLOCK;
    byte[] archive = new byte[BLOCK + blocks * BLOCK + 2 * BLOCK];
    put(archive, 0, name);
    put(archive, 100, "0000644\0");
    put(archive, 108, "0000000\0");
    put(archive, 116, "0000000\0");
    put(archive, 124, String.format(Locale.ROOT, "%011o\0", content.length));
    put(archive, 136, "00000000000\0");
    put(archive, CHECKSUM_AT, "        ");
    put(archive, 156, "0");
    put(archive, 257, "ustar\00000");
    put(archive, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", checksum(archive)));
    System.arraycopy(content, 0, archive, BLOCK, content.length);
    return archive;
  }

  private static int checksum(byte[] archive) {
    int sum = 0;
    for (byte value : Arrays.copyOf(archive, BLOCK)) {
      sum += Byte.toUnsignedInt(value);
    }
    return sum;
  }

  private static void put(byte[] archive, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, archive, at, bytes.length);
  }
}
