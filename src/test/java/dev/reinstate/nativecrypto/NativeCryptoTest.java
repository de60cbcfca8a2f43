package dev.reinstate.nativecrypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Native code where there is some, and the JDK's where there is none. */
final class NativeCryptoTest {

  /**
   * https://csrc.nist.gov/CSRC/media/Projects/Cryptographic-Standards-and-Guidelines/documents/examples/SHA256.pdf
   */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final long MUCH = 4 << 20;
  private static final int RELEASE = 25;

  private final AtomicInteger loads = new AtomicInteger();

  private NativeCrypto crypto(Supplier<Provider> load, int release) {
    return new NativeCrypto(
        () -> {
          loads.incrementAndGet();
          return load.get();
        },
        release);
  }

  private static Provider missing() {
    throw new UnsatisfiedLinkError("no native code for this machine");
  }

  private static KeyManager none() {
    return new KeyManager() {};
  }

  private static X509ExtendedTrustManager judge() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static Provider provider() {
    Assumptions.assumeTrue(Conscrypt.isAvailable(), "no native code for this machine");
    return Conscrypt.newProvider();
  }

  private static String hexOfAbc(MessageDigest hash) {
    return HexFormat.of().formatHex(hash.digest("abc".getBytes(US_ASCII)));
  }

  @Test
  void theNativeHashIsTheSame() {
    MessageDigest hash = crypto(NativeCryptoTest::provider, RELEASE).sha256(MUCH);
    assertEquals("Conscrypt", hash.getProvider().getName());
    assertEquals(OF_ABC, hexOfAbc(hash));
  }

  @Test
  void forLittleNothingIsLoaded() {
    NativeCrypto crypto = crypto(NativeCryptoTest::provider, RELEASE);
    assertNotEquals("Conscrypt", crypto.sha256(MUCH - 1).getProvider().getName());
    assertNotEquals("Conscrypt", crypto.sha256(-1).getProvider().getName());
    assertEquals(0, loads.get());
    assertEquals("Conscrypt", crypto.sha256(1).getProvider().getName());
    assertEquals("Conscrypt", crypto.sha256(MUCH).getProvider().getName());
    assertEquals(1, loads.get());
  }

  @Test
  void tlsIsNativeAndThenEveryHash() throws GeneralSecurityException {
    NativeCrypto crypto = crypto(NativeCryptoTest::provider, RELEASE);
    assertEquals("Conscrypt", crypto.tls(none(), judge()).getProvider().getName());
    assertEquals("Conscrypt", crypto.sha256(0).getProvider().getName());
  }

  @Test
  void withoutNativeCodeTheJdkDoesBoth() throws GeneralSecurityException {
    NativeCrypto crypto = crypto(NativeCryptoTest::missing, RELEASE);
    assertEquals("SunJSSE", crypto.tls(none(), judge()).getProvider().getName());
    assertEquals(OF_ABC, hexOfAbc(crypto.sha256(MUCH)));
    assertEquals(OF_ABC, hexOfAbc(crypto.sha256(MUCH)));
    assertEquals(1, loads.get());
  }

  @Test
  void whereConnectionsThatWaitWouldHoldThreadsTlsIsTheJdks() throws GeneralSecurityException {
    NativeCrypto crypto = crypto(NativeCryptoTest::provider, 23);
    assertEquals("SunJSSE", crypto.tls(none(), judge()).getProvider().getName());
    assertEquals(0, loads.get());
    assertEquals("Conscrypt", crypto.sha256(MUCH).getProvider().getName());
  }
}
