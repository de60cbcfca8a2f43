package dev.reinstate.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.nativecrypto.NativeCrypto;
import java.security.DigestException;
import java.util.Comparator;
import java.util.HexFormat;

/** Makes and orders Jib's {@link DescriptorDigest}, which is always SHA-256. */
public final class Digests {

  /** By hexadecimal value; the order of every sorted output. */
  public static final Comparator<DescriptorDigest> ORDER =
      Comparator.comparing(DescriptorDigest::getHash);

  private Digests() {}

  /**
   * Reads {@code sha256:<64 lower-case hex>}; anything else is an {@link IllegalArgumentException}.
   */
  public static DescriptorDigest parse(String text) {
    try {
      return DescriptorDigest.fromDigest(text);
    } catch (DigestException e) {
      throw new IllegalArgumentException("invalid digest '" + text + "'", e);
    }
  }

  /** Reads 64 lower-case hex digits; anything else is an {@link IllegalArgumentException}. */
  public static DescriptorDigest ofHex(String hex) {
    try {
      return DescriptorDigest.fromHash(hex);
    } catch (DigestException e) {
      throw new IllegalArgumentException("invalid SHA-256 '" + hex + "'", e);
    }
  }

  /** The SHA-256 of these bytes. */
  public static DescriptorDigest of(byte[] content) {
    return ofHex(
        HexFormat.of().formatHex(NativeCrypto.SYSTEM.sha256(content.length).digest(content)));
  }
}
