package dev.reinstate.sandbox.tls;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One authority for all tests of a process, and a server's certificate of it. */
public final class SharedAuthority {

  public static final SandboxAuthority AUTHORITY = SandboxAuthority.create(InstantSource.system());

  /** A second address of the loopback interface is another host. */
  private static final SSLContext SERVER =
      AUTHORITY
          .issue(
              ImmutableSet.<String>builder()
                  .addAll(SandboxAuthority.LOOPBACK)
                  .add("127.0.0.2")
                  .build())
          .context();

  private static final Supplier<Path> FILE = Suppliers.memoize(SharedAuthority::write);

  private SharedAuthority() {}

  public static SSLContext server() {
    return SERVER;
  }

  /** The authority's certificate, as long as this process lives. */
  public static Path file() {
    return FILE.get();
  }

  private static Path write() {
    try {
      Path file = Files.createTempFile("authority", ".pem");
      file.toFile().deleteOnExit();
      AUTHORITY.write(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
