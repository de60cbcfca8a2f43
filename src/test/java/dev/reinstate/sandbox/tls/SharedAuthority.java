package dev.reinstate.sandbox.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One authority for all tests of a process, and a server's certificate of it. */
public final class SharedAuthority {

  public static final SandboxAuthority AUTHORITY =
      SandboxAuthority.create(InstantSource.system());

  private static final SSLContext SERVER = AUTHORITY.issue(SandboxAuthority.LOOPBACK).context();

  private SharedAuthority() {}

  public static SSLContext server() {
    return SERVER;
  }

  /** For clients that trust this authority and no other. */
  public static SSLContext client() {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", AUTHORITY.certificate());
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
