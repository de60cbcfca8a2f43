package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * What we show a host that asks who we are.
 *
 * @param file the certificate's
 * @param chain our certificate first
 */
record ClientCertificate(Path file, ImmutableList<X509Certificate> chain, PrivateKey key) {

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final byte SEQUENCE = 0x30;
  private static final byte OCTET_STRING = 0x04;

  /** {@link IOException} names the file that is wrong, and how. */
  static ClientCertificate read(Path certificate, Path key) throws IOException {
    ImmutableList<X509Certificate> chain = PemFile.read(certificate).certificates();
    PrivateKey read = key(key, chain.getFirst().getPublicKey());
    if (!belong(read, chain.getFirst().getPublicKey())) {
      throw new IOException(key + ": is not the key of " + certificate);
    }
    return new ClientCertificate(certificate, chain, read);
  }

  private static PrivateKey key(Path file, PublicKey other) throws IOException {
    for (PemFile.Block block : PemFile.read(file).blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        if (block.encrypted()) {
          throw new IOException(
              file + ":" + block.line() + ": is encrypted; only a key without a password is read");
        }
        return key(file, block, other);
      }
    }
    throw new IOException(file + ": has no private key");
  }

  private static PrivateKey key(Path file, PemFile.Block block, PublicKey other)
      throws IOException {
    try {
      byte[] bytes =
          block.label().equals("PRIVATE KEY") ? block.bytes() : wrapped(block.bytes(), other);
      return KeyFactory.getInstance(other.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(
          file
              + ":"
              + block.line()
              + ": is no "
              + other.getAlgorithm()
              + " key, as its certificate's",
          e);
    }
  }

  /**
   * A key of PKCS#1 or SEC 1 as one of PKCS#8, which puts before it what kind of key it is; the
   * certificate says that in the same words.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc5208#section-5
   */
  private static byte[] wrapped(byte[] key, PublicKey other) {
    ByteBuffer info = ByteBuffer.wrap(other.getEncoded());
    enter(info);
    int start = info.position();
    int length = enter(info);
    byte[] kind = Arrays.copyOfRange(info.array(), start, info.position() + length);
    return value(SEQUENCE, Bytes.concat(VERSION_0, kind, value(OCTET_STRING, key)));
  }

  /** Reads tag and length of a value of DER. */
  private static int enter(ByteBuffer der) {
    der.get();
    int length = der.get() & 0xFF;
    if (length < 0x80) {
      return length;
    }
    int value = 0;
    for (int i = 0; i < (length & 0x7F); i++) {
      value = (value << 8) | (der.get() & 0xFF);
    }
    return value;
  }

  private static byte[] value(byte tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {tag, (byte) length}
            : new byte[] {tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return Bytes.concat(head, content);
  }

  private static boolean belong(PrivateKey key, PublicKey other) throws IOException {
    String algorithm =
        switch (other.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] text = {1};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(other);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException("a key of kind " + other.getAlgorithm() + " cannot be used", e);
    }
  }
}
