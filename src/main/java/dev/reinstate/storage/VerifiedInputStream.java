package dev.reinstate.storage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.ContentMismatchException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes whose end is an error when they are not those of the descriptor. */
final class VerifiedInputStream extends FilterInputStream {

  private final HashingInputStream hashing;
  private final String origin;
  private final DescriptorDigest digest;
  private final long size;
  private long count;
  private boolean verified;

  /**
   * @param origin where the bytes come from, for the error
   * @param size in bytes, or {@link Descriptor#UNKNOWN_SIZE}
   */
  VerifiedInputStream(InputStream in, String origin, DescriptorDigest digest, long size) {
    this(new HashingInputStream(Hashing.sha256(), in), origin, digest, size);
  }

  private VerifiedInputStream(
      HashingInputStream hashing, String origin, DescriptorDigest digest, long size) {
    super(hashing);
    this.hashing = hashing;
    this.origin = origin;
    this.digest = digest;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    counted(value < 0 ? -1 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return counted(super.read(buffer, offset, length));
  }

  @Override
  public long skip(long n) throws IOException {
    // By reading, so that what is skipped is hashed too.
    return readNBytes((int) Math.min(n, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private int counted(int read) throws IOException {
    if (read < 0) {
      verify();
      return read;
    }
    count += read;
    if (size != Descriptor.UNKNOWN_SIZE && count > size) {
      throw new ContentMismatchException(
          "%s has more than the %d bytes of blob %s".formatted(origin, size, digest));
    }
    return read;
  }

  private void verify() throws ContentMismatchException {
    if (verified) {
      return;
    }
    if (size != Descriptor.UNKNOWN_SIZE && count != size) {
      throw new ContentMismatchException(
          "%s ends after %d of the %d bytes of blob %s".formatted(origin, count, size, digest));
    }
    DescriptorDigest actual = Digests.ofHex(hashing.hash().toString());
    if (!actual.equals(digest)) {
      throw new ContentMismatchException(
          "%s does not hold blob %s: its bytes hash to %s".formatted(origin, digest, actual));
    }
    verified = true;
  }
}
