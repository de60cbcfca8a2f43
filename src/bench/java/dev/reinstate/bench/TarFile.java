package dev.reinstate.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** An archive of one file of random bytes, in the ustar format. */
final class TarFile {

  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  private TarFile() {}

  static byte[] of(SplittableRandom random, int size) {
    int padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    // Two empty blocks end an archive.
    byte[] tar = new byte[BLOCK + padded + 2 * BLOCK];
    byte[] content = new byte[size];
    random.nextBytes(content);
    System.arraycopy(content, 0, tar, BLOCK, size);
    writeHeader(tar, size);
    return tar;
  }

  private static void writeHeader(byte[] tar, int size) {
    put(tar, 0, "content");
    put(tar, 100, "0000644\0");
    put(tar, 108, "0000000\0");
    put(tar, 116, "0000000\0");
    put(tar, 124, String.format(Locale.ROOT, "%011o ", size));
    put(tar, 136, "00000000000 ");
    put(tar, 156, "0");
    put(tar, 257, "ustar\00000");
    // The checksum counts its own field as spaces.
    Arrays.fill(tar, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += tar[i] & 0xff;
    }
    put(tar, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
  }

  private static void put(byte[] tar, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, tar, offset, bytes.length);
  }
}
