package dev.reinstate.stream;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.nativecrypto.NativeCrypto;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Bytes that must be a certain blob. Their end is reached only if they are. */
public final class VerifiedInputStream extends BlockInputStream {

  /** What the bytes must be, and what it means when they are not. */
  public interface Expected {

    DescriptorDigest digest();

    /** In bytes, or {@link Descriptor#UNKNOWN_SIZE}. */
    long size();

    /** There are more than the size. */
    IOException longer();

    /**
     * There are fewer than the size.
     *
     * @param actual in bytes
     */
    IOException shorter(long actual);

    /** There are others. */
    IOException other(DescriptorDigest actual);
  }

  private final Expected expected;
  private final MessageDigest hash;
  private long count;
  private boolean verified;

  public VerifiedInputStream(InputStream bytes, Expected expected) {
    super(bytes);
    this.expected = expected;
    this.hash = NativeCrypto.SYSTEM.sha256(expected.size());
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read < 0) {
      verify();
      return read;
    }
    hash.update(buffer, offset, read);
    count += read;
    if (isSizeKnown() && count > expected.size()) {
      throw expected.longer();
    }
    return read;
  }

  private void verify() throws IOException {
    if (verified) {
      return;
    }
    if (isSizeKnown() && count < expected.size()) {
      throw expected.shorter(count);
    }
    DescriptorDigest actual = Digests.ofHex(HexFormat.of().formatHex(hash.digest()));
    if (!actual.equals(expected.digest())) {
      throw expected.other(actual);
    }
    verified = true;
  }

  private boolean isSizeKnown() {
    return expected.size() != Descriptor.UNKNOWN_SIZE;
  }
}
