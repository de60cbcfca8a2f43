package dev.reinstate.sandbox.tls;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a server or client shows, and the key to it.
 *
 * @param chain its own certificate first, its issuer's last
 */
public record Identity(PrivateKey key, ImmutableList<X509Certificate> chain) {

  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /** For a server: it shows this, and asks for nothing. */
  public SSLContext context() {
    try {
      char[] password = {};
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, password);
      keys.setKeyEntry("own", key, password, chain.toArray(Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has TLS and keeps keys in memory", e);
    }
  }

  /** The chain as the file that servers of other makers read. */
  public String certificatesPem() {
    return chain.stream()
        .map(each -> pem("CERTIFICATE", encoded(each)))
        .collect(Collectors.joining());
  }

  /** The key as the file that servers of other makers read; a secret. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return chain.getFirst().getSubjectX500Principal().toString();
  }

  /** RFC 7468. */
  static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("what was just issued can be written", e);
    }
  }
}
