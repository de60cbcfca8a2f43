package dev.reinstate.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in every form that people have them in. */
final class ClientCertificateTest {

  @TempDir private Path directory;

  private Path certificate;
  private Path key;

  @BeforeEach
  void names() {
    certificate = directory.resolve("client.cert");
    key = directory.resolve("client.key");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keysAreReadByAllThreeStandards(boolean rsa) throws Exception {
    TestAuthority authority = TestAuthority.create("CN=Clients");
    TestAuthority.Identity identity = rsa ? authority.issueRsa(2048) : authority.issue();
    identity.write(certificate);
    identity.writeKey(key);
    assertEquals(identity.keys().getPrivate(), ClientCertificate.read(certificate, key).key());
    identity.writeTraditionalKey(key);
    assertEquals(
        rsa ? "-----BEGIN RSA PRIVATE KEY-----" : "-----BEGIN EC PRIVATE KEY-----",
        Files.readAllLines(key).getFirst());
    assertEquals(identity.keys().getPrivate(), ClientCertificate.read(certificate, key).key());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    TestAuthority authority = TestAuthority.create("CN=Clients");
    authority.issue().write(certificate);
    authority.issue().writeKey(key);
    assertEquals(key + ": is not the key of " + certificate, problem());
    authority.issueRsa(2048).writeKey(key);
    assertEquals(key + ":1: is no EC key, as its certificate's", problem());
  }

  @Test
  void anEncryptedKeyIsRefused() throws IOException, GeneralSecurityException {
    TestAuthority.create("CN=Clients").issue().write(certificate);
    String wrong = ":1: is encrypted; only a key without a password is read";
    Files.writeString(
        key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertEquals(key + wrong, problem());
    Files.writeString(
        key,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

        AAAA
        -----END RSA PRIVATE KEY-----
        """);
    assertEquals(key + wrong, problem());
  }

  @Test
  void filesWithoutWhatTheyAreForAreNamed() throws IOException, GeneralSecurityException {
    TestAuthority.Identity identity = TestAuthority.create("CN=Clients").issue();
    identity.write(certificate);
    identity.write(key);
    assertEquals(key + ": has no private key", problem());
    identity.writeKey(certificate);
    assertEquals(certificate + ": has no certificate in PEM", problem());
  }

  private String problem() {
    return assertThrows(IOException.class, () -> ClientCertificate.read(certificate, key))
        .getMessage();
  }
}
