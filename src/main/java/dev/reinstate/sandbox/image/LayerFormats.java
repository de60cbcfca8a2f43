package dev.reinstate.sandbox.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A layer is a tar archive of one file. Its content is random, so nothing makes it smaller. */
final class LayerFormats {

  private static final int ZSTD_MAGIC = 0xFD2FB528;
  private static final int ZSTD_BLOCK = 128 * 1024;

  private static final int TAR_BLOCK = 512;
  private static final int TAR_CHECKSUM_AT = 148;

  private LayerFormats() {}

  /**
   * The simplest archive there is.
   *
   * <p>Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "ustar
   * Interchange Format".
   */
  static byte[] tar(String name, byte[] content) {
    int blocks = (content.length + TAR_BLOCK - 1) / TAR_BLOCK;
    byte[] archive = new byte[TAR_BLOCK + blocks * TAR_BLOCK + 2 * TAR_BLOCK];
    put(archive, 0, name);
    put(archive, 100, "0000644\0");
    put(archive, 108, "0000000\0");
    put(archive, 116, "0000000\0");
    put(archive, 124, String.format(Locale.ROOT, "%011o\0", content.length));
    put(archive, 136, "00000000000\0");
    put(archive, TAR_CHECKSUM_AT, "        ");
    put(archive, 156, "0");
    put(archive, 257, "ustar\00000");
    put(archive, TAR_CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", checksum(archive)));
    System.arraycopy(content, 0, archive, TAR_BLOCK, content.length);
    return archive;
  }

  private static int checksum(byte[] archive) {
    int sum = 0;
    for (byte value : Arrays.copyOf(archive, TAR_BLOCK)) {
      sum += Byte.toUnsignedInt(value);
    }
    return sum;
  }

  private static void put(byte[] archive, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, archive, at, bytes.length);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length + 64);
    try (GZIPOutputStream gzip = new Stored(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return compressed.toByteArray();
  }

  /**
   * A frame of raw blocks: RFC 8878, section 3.1.1. The frame header says "single segment" and
   * gives the content's size in four bytes.
   */
  static byte[] zstd(byte[] content) {
    int blocks = Math.max(1, (content.length + ZSTD_BLOCK - 1) / ZSTD_BLOCK);
    ByteBuffer frame = ByteBuffer.allocate(9 + 3 * blocks + content.length);
    frame.order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(ZSTD_MAGIC).put((byte) 0xA0).putInt(content.length);
    for (int block = 0; block < blocks; block++) {
      int start = block * ZSTD_BLOCK;
      int length = Math.min(ZSTD_BLOCK, content.length - start);
      int header = length << 3 | (block == blocks - 1 ? 1 : 0);
      frame.put((byte) header).put((byte) (header >> 8)).put((byte) (header >> 16));
      frame.put(content, start, length);
    }
    return frame.array();
  }

  /** Without compression the bytes do not depend on the version of zlib. */
  private static final class Stored extends GZIPOutputStream {
    Stored(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.NO_COMPRESSION);
    }
  }
}
