package dev.reinstate.proof;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import dev.reinstate.image.Repository;
import java.nio.charset.StandardCharsets;

/** Fixed places, compared unsigned, on a ring of 2⁶⁴. */
public final class Ring {

  private Ring() {}

  /**
   * Of an image: the first eight bytes, the highest first, of the SHA-256 of {@code
   * HOST/PATH@DIGEST}.
   *
   * @param repository by the name that manifests give it
   */
  public static long place(Repository repository, DescriptorDigest digest) {
    return Longs.fromByteArray(
        Hashing.sha256().hashString(repository + "@" + digest, StandardCharsets.UTF_8).asBytes());
  }

  /** Of an object that is known by its digest alone: the digest's first eight bytes. */
  public static long place(DescriptorDigest digest) {
    return Long.parseUnsignedLong(digest.getHash(), 0, 16, 16);
  }

  /** Makes the order of signed numbers that of unsigned ones, and back. */
  static long flipped(long place) {
    return place ^ Long.MIN_VALUE;
  }
}
