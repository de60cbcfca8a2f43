package dev.reinstate.sandbox.tls;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates that nobody trusts who was not given its own (RFC 5280). All keys are on the
 * curve P-256, and none is ever written to disk.
 */
public final class SandboxAuthority {

  /** What a registry on the loopback interface is called. */
  public static final ImmutableSet<String> LOOPBACK =
      ImmutableSet.of("127.0.0.1", "localhost", "::1");

  /** Clocks of two machines may differ by so much. */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final Duration LIFETIME = Duration.ofDays(30);

  private final SecureRandom random = new SecureRandom();
  private final KeyPair keys;
  private final Instant start;
  private final X509Certificate certificate;

  private SandboxAuthority(Instant now) throws GeneralSecurityException, IOException {
    this.keys = newKeys();
    this.start = now.minus(SLACK);
    X500Principal name =
        new X500Principal("CN=Reinstate sandbox CA " + Long.toHexString(random.nextLong()));
    X509v3CertificateBuilder own =
        new JcaX509v3CertificateBuilder(
            name, serial(), Date.from(start), end(), name, keys.getPublic());
    own.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    own.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    own.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    this.certificate = sign(own);
  }

  /** A new one, with a name that no other has. */
  public static SandboxAuthority create(InstantSource clock) {
    try {
      return new SandboxAuthority(clock.instant());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has P-256 and SHA-256", e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes its certificate as PEM, for clients that shall trust it. */
  public void write(Path pem) throws IOException {
    Files.writeString(pem, Identity.pem("CERTIFICATE", Identity.encoded(certificate)));
  }

  /** For a server that has these names or addresses, from now on. */
  public Identity issue(ImmutableSet<String> names) {
    return issue(names, start, end().toInstant());
  }

  /** For a server, or a client, that has these names or addresses. */
  public Identity issue(ImmutableSet<String> names, Instant from, Instant until) {
    try {
      KeyPair theirs = newKeys();
      X509v3CertificateBuilder leaf =
          new JcaX509v3CertificateBuilder(
              certificate,
              serial(),
              Date.from(from),
              Date.from(until),
              new X500Principal("CN=Reinstate sandbox"),
              theirs.getPublic());
      leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      leaf.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      leaf.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      leaf.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.stream().map(SandboxAuthority::name).toArray(GeneralName[]::new)));
      return new Identity(theirs.getPrivate(), ImmutableList.of(sign(leaf), certificate));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has P-256 and SHA-256", e);
    }
  }

  private static GeneralName name(String name) {
    int kind = InetAddresses.isInetAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName;
    return new GeneralName(kind, name);
  }

  private X509Certificate sign(X509v3CertificateBuilder content) throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              content.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private Date end() {
    return Date.from(start.plus(LIFETIME));
  }

  private BigInteger serial() {
    return new BigInteger(127, random).add(BigInteger.ONE);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
