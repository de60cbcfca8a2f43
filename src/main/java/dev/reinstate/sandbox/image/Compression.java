package dev.reinstate.sandbox.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Formats for layers. Their content is random, so nothing is made smaller. */
final class Compression {

  private static final int ZSTD_MAGIC = 0xFD2FB528;
  private static final int ZSTD_BLOCK = 128 * 1024;

  private Compression() {}

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
