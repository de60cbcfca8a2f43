package dev.reinstate.registry;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that must be a certain blob. Its end is reached only if it is. */
final class VerifyingInputStream extends FilterInputStream {

  private final Descriptor blob;
  private final Repository repository;
  private final Hasher hasher = Hashing.sha256().newHasher();
  private long count;
  private boolean verified;

  VerifyingInputStream(InputStream bytes, Descriptor blob, Repository repository) {
    super(bytes);
    this.blob = blob;
    this.repository = repository;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read < 0) {
      verify();
      return read;
    }
    hasher.putBytes(buffer, offset, read);
    count += read;
    if (blob.size() != Descriptor.UNKNOWN_SIZE && count > blob.size()) {
      throw wrong("is longer than the " + blob.size() + " bytes declared");
    }
    return read;
  }

  /** Skips by reading, so that what is skipped is verified too. */
  @Override
  public long skip(long n) throws IOException {
    return readNBytes((int) Math.min(n, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() throws IOException {
    if (verified) {
      return;
    }
    if (blob.size() != Descriptor.UNKNOWN_SIZE && count < blob.size()) {
      throw wrong("ends after " + count + " of " + blob.size() + " bytes");
    }
    String hash = hasher.hash().toString();
    if (!hash.equals(blob.digest().getHash())) {
      throw wrong("hashes to sha256:" + hash);
    }
    verified = true;
  }

  private IOException wrong(String what) {
    return new IOException("blob " + blob.digest() + " from " + repository + " " + what);
  }
}
