package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of a test's own, whose certificates may be as wrong as the test needs them.
 *
 * @param chain its own certificate first, its issuer's after it
 */
public record TestAuthority(KeyPair keys, ImmutableList<X509Certificate> chain) {

  /** A certificate with its key. */
  public record Identity(KeyPair keys, ImmutableList<X509Certificate> chain) {

    /** For a server, which takes clients of an authority or of nobody in particular. */
    public SSLContext context(ImmutableList<X509Certificate> clients)
        throws GeneralSecurityException, IOException {
      char[] password = {};
      KeyStore ours = KeyStore.getInstance("PKCS12");
      ours.load(null, null);
      ours.setKeyEntry("own", keys.getPrivate(), password, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(ours, password);
      KeyStore theirs = KeyStore.getInstance("PKCS12");
      theirs.load(null, null);
      for (X509Certificate client : clients) {
        theirs.setCertificateEntry("client-" + client.getSerialNumber(), client);
      }
      TrustManagerFactory trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(theirs);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
      return context;
    }

    /** Its certificates, the own first. */
    public Path write(Path file) throws IOException {
      return Files.writeString(file, pem(chain.toArray()));
    }

    /** The key as OpenSSL wrote it for long: by PKCS#1 or SEC 1. */
    public Path writeTraditionalKey(Path file) throws IOException {
      return Files.writeString(file, pem(keys.getPrivate()));
    }

    /** The key by PKCS#8. */
    public Path writeKey(Path file) throws IOException {
      return Files.writeString(file, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    }
  }

  private static final Duration YEAR = Duration.ofDays(365);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** One that is valid. */
  public static TestAuthority create(String name) throws GeneralSecurityException {
    return create(name, now().minus(YEAR), now().plus(YEAR));
  }

  public static TestAuthority create(String name, Instant from, Instant until)
      throws GeneralSecurityException {
    KeyPair keys = newKeys("EC", 256);
    X500Principal subject = new X500Principal(name);
    X509v3CertificateBuilder own =
        new JcaX509v3CertificateBuilder(
            subject, serial(), Date.from(from), Date.from(until), subject, keys.getPublic());
    return new TestAuthority(
        keys, ImmutableList.of(signed(asAuthority(own), keys, "SHA256withECDSA")));
  }

  /** One below this one. */
  public TestAuthority below(String name, Instant until) throws GeneralSecurityException {
    KeyPair theirs = newKeys("EC", 256);
    X509v3CertificateBuilder own =
        builder(name, now().minus(YEAR.multipliedBy(2)), until, theirs.getPublic());
    X509Certificate certificate = signed(asAuthority(own), keys, "SHA256withECDSA");
    return new TestAuthority(
        theirs, ImmutableList.<X509Certificate>builder().add(certificate).addAll(chain).build());
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Its own certificate, in a file. */
  public Path write(Path file) throws IOException {
    return Files.writeString(file, pem(certificate()));
  }

  /** For a host that has these names or addresses, valid now. */
  public Identity issue(String... names) throws GeneralSecurityException {
    return issue(now().minus(YEAR), now().plus(YEAR), names);
  }

  public Identity issue(Instant from, Instant until, String... names)
      throws GeneralSecurityException {
    return issue(newKeys("EC", 256), from, until, "SHA256withECDSA", names);
  }

  /** The same with an RSA key, which is as weak as the test needs it. */
  public Identity issueRsa(int bits, String... names) throws GeneralSecurityException {
    return issue(
        newKeys("RSA", bits), now().minus(YEAR), now().plus(YEAR), "SHA256withECDSA", names);
  }

  private Identity issue(
      KeyPair theirs, Instant from, Instant until, String algorithm, String... names)
      throws GeneralSecurityException {
    X509v3CertificateBuilder leaf = builder("CN=leaf", from, until, theirs.getPublic());
    try {
      if (names.length > 0) {
        leaf.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                Stream.of(names).map(TestAuthority::general).toArray(GeneralName[]::new)));
      }
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return new Identity(theirs, followedByOwn(signed(leaf, keys, algorithm)));
  }

  /** Signed by nobody but itself. */
  public static Identity selfSigned(String name, String host) throws GeneralSecurityException {
    TestAuthority own = create(name);
    X509v3CertificateBuilder leaf =
        own.builder(name, now().minus(YEAR), now().plus(YEAR), own.keys.getPublic());
    try {
      leaf.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general(host)));
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return new Identity(own.keys, ImmutableList.of(signed(leaf, own.keys, "SHA256withECDSA")));
  }

  /** The text of certificates and keys. */
  public static String pem(Object... objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        pem.writeObject(object);
      }
    }
    return text.toString();
  }

  private X509v3CertificateBuilder builder(
      String name, Instant from, Instant until, PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        certificate(), serial(), Date.from(from), Date.from(until), new X500Principal(name), key);
  }

  /** The root is not sent along: whoever trusts it has it. */
  private ImmutableList<X509Certificate> followedByOwn(X509Certificate first) {
    return Stream.concat(Stream.of(first), chain.stream().limit(chain.size() - 1))
        .collect(ImmutableList.toImmutableList());
  }

  private static X509v3CertificateBuilder asAuthority(X509v3CertificateBuilder certificate)
      throws GeneralSecurityException {
    try {
      return certificate
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralName general(String name) {
    return new GeneralName(
        InetAddresses.isInetAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X509Certificate signed(
      X509v3CertificateBuilder content, KeyPair keys, String algorithm)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              content.build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair newKeys(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(100, RANDOM);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
