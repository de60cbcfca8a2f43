package dev.reinstate.bench;

import dev.reinstate.sandbox.tls.Identity;
import dev.reinstate.sandbox.tls.SandboxAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What registries on loopback show that speak TLS, as PEM files.
 *
 * @param authority what clients are to trust
 * @param certificate of every registry, with its chain
 */
record Certificates(Path authority, Path certificate, Path key) {

  /** The variable in which programs of Go, and Reinstate, find what to trust. */
  static final String VARIABLE = "SSL_CERT_FILE";

  /** New ones. */
  static Certificates issue(Path directory) throws IOException {
    SandboxAuthority issuer = SandboxAuthority.create(InstantSource.system());
    Identity identity = issuer.issue(SandboxAuthority.LOOPBACK);
    Path authority = directory.resolve("authority.pem");
    issuer.write(authority);
    return new Certificates(
        authority,
        Files.writeString(directory.resolve("certificate.pem"), identity.certificatesPem()),
        Files.writeString(directory.resolve("key.pem"), identity.keyPem()));
  }

  /** For clients that trust one authority and no other. */
  static SSLContext trusting(Path authority) throws IOException {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(authority + " cannot be trusted: " + e.getMessage(), e);
    }
  }
}
