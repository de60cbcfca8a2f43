package dev.reinstate.nativecrypto;

import com.google.common.base.Suppliers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;

/**
 * TLS and SHA-256 by BoringSSL, as Conscrypt brings it: fast from the first byte, where the JDK's
 * own are slow until the optimizing compiler had them. Where there is no native code for the
 * machine, or it cannot be loaded, they are the JDK's.
 */
public final class NativeCrypto {

  public static final NativeCrypto SYSTEM =
      new NativeCrypto(Conscrypt::newProvider, Runtime.version().feature());

  /** What the JDK hashes in the time that loading takes, in bytes. */
  private static final long WORTH_LOADING = 4 << 20;

  /**
   * Conscrypt reads within {@code synchronized}. Before this release a virtual thread that waits
   * there keeps the thread that carries it (JEP 491), so that few connections would wait at once.
   */
  private static final int WAITS_IN_MONITORS = 24;

  private final Supplier<Optional<Provider>> provider;
  private final boolean waitsInMonitors;
  private final AtomicLong hashed = new AtomicLong();
  private volatile boolean spoken;

  /**
   * @param load throws any exception or {@link LinkageError} where there is no native code
   * @param release of the JDK
   */
  NativeCrypto(Supplier<Provider> load, int release) {
    this.provider = Suppliers.memoize(() -> loaded(load));
    this.waitsInMonitors = release >= WAITS_IN_MONITORS;
  }

  private static Optional<Provider> loaded(Supplier<Provider> load) {
    try {
      return Optional.of(load.get());
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  /**
   * For clients.
   *
   * @param ours what is shown to servers that ask
   * @param judge of their certificates; it sees the connection, and their names are checked where
   *     that asks for it
   */
  public SSLContext tls(KeyManager ours, X509ExtendedTrustManager judge)
      throws GeneralSecurityException {
    Optional<Provider> found = waitsInMonitors ? provider.get() : Optional.empty();
    if (found.isEmpty()) {
      return initialized(SSLContext.getInstance("TLS"), ours, judge);
    }
    spoken = true;
    return initialized(SSLContext.getInstance("TLS", found.get()), ours, new KindOfKey(judge));
  }

  private static SSLContext initialized(SSLContext context, KeyManager ours, TrustManager judge)
      throws GeneralSecurityException {
    context.init(new KeyManager[] {ours}, new TrustManager[] {judge}, null);
    return context;
  }

  /**
   * A new one for content.
   *
   * @param bytes how many there are, as far as that is known
   */
  public MessageDigest sha256(long bytes) {
    Optional<Provider> found =
        spoken || hashed.addAndGet(Math.max(bytes, 0)) >= WORTH_LOADING
            ? provider.get()
            : Optional.empty();
    try {
      return found.isPresent()
          ? MessageDigest.getInstance("SHA-256", found.get())
          : MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
