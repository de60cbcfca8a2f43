package dev.reinstate.sandbox.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableSet;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final SandboxAuthority authority = SandboxAuthority.create(InstantSource.fixed(NOW));

  @TempDir private Path directory;

  @Test
  void issuesForNamesAndAddresses() throws Exception {
    Identity server = authority.issue(ImmutableSet.of("127.0.0.1", "::1", "registry.example"));
    Collection<List<?>> names = server.chain().getFirst().getSubjectAlternativeNames();
    assertEquals(
        ImmutableSet.of(
            List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"), List.of(2, "registry.example")),
        ImmutableSet.copyOf(names));
    assertEquals(authority.certificate(), server.chain().getLast());
    assertEquals(
        List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),
        server.chain().getFirst().getExtendedKeyUsage());
  }

  @Test
  void isValidForAMonthAndAnHourBefore() throws Exception {
    X509Certificate server = authority.issue(SandboxAuthority.LOOPBACK).chain().getFirst();
    validate(server, authority, NOW.minus(Duration.ofMinutes(59)));
    validate(server, authority, NOW.plus(Duration.ofDays(29)));
    assertThrows(
        CertPathValidatorException.class,
        () -> validate(server, authority, NOW.plus(Duration.ofDays(31))));
  }

  @Test
  void issuesWhatIsOver() throws Exception {
    Instant end = NOW.minus(Duration.ofMinutes(1));
    Identity over = authority.issue(SandboxAuthority.LOOPBACK, end.minusSeconds(60), end);
    assertEquals(Date.from(end), over.chain().getFirst().getNotAfter());
    assertThrows(
        CertPathValidatorException.class, () -> validate(over.chain().getFirst(), authority, NOW));
  }

  @Test
  void anotherOneIsAnotherOne() throws Exception {
    SandboxAuthority other = SandboxAuthority.create(InstantSource.fixed(NOW));
    X509Certificate server = other.issue(SandboxAuthority.LOOPBACK).chain().getFirst();
    assertNotEquals(
        authority.certificate().getSubjectX500Principal(), server.getIssuerX500Principal());
    assertThrows(CertPathValidatorException.class, () -> validate(server, authority, NOW));
  }

  @Test
  void writesWhatOthersRead() throws Exception {
    Path pem = directory.resolve("ca.pem");
    authority.write(pem);
    Identity server = authority.issue(SandboxAuthority.LOOPBACK);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    try (InputStream file = Files.newInputStream(pem)) {
      assertEquals(List.of(authority.certificate()), certificates.generateCertificates(file));
    }
    byte[] chain = server.certificatesPem().getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        server.chain(), certificates.generateCertificates(new ByteArrayInputStream(chain)));
    List<String> key = server.keyPem().lines().toList();
    assertEquals("-----BEGIN PRIVATE KEY-----", key.getFirst());
    byte[] der = Base64.getMimeDecoder().decode(String.join("", key.subList(1, key.size() - 1)));
    assertArrayEquals(
        server.key().getEncoded(),
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)).getEncoded());
    assertFalse(server.toString().contains(key.get(1)), "a secret");
  }

  private static void validate(X509Certificate server, SandboxAuthority trusted, Instant when)
      throws Exception {
    PKIXParameters how = new PKIXParameters(Set.of(new TrustAnchor(trusted.certificate(), null)));
    how.setDate(Date.from(when));
    how.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(server)), how);
  }
}
