package dev.reinstate.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of authorities, as people have them and as they should not. */
final class PemFileTest {

  @TempDir private Path directory;

  @Test
  void aBundleIsReadWhateverStandsBetweenAndHoweverLinesEnd() throws Exception {
    TestAuthority one = TestAuthority.create("CN=One");
    TestAuthority two = TestAuthority.create("CN=Two");
    String text =
        "# One\n\n"
            + TestAuthority.pem(one.certificate())
            + "Zw\u00f6lf: no certificate\n"
            + TestAuthority.pem(two.certificate(), two.keys().getPrivate());
    for (String ending : new String[] {"\n", "\r\n"}) {
      Path file = directory.resolve("bundle.pem");
      Files.writeString(file, text.replace("\n", ending), ISO_8859_1);
      PemFile pem = PemFile.read(file);
      assertEquals(List.of(one.certificate(), two.certificate()), pem.certificates());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | : has no certificate in PEM",
        "certificate | : has no certificate in PEM",
        "'#\n-----BEGIN CERTIFICATE-----\nAAAA\n' | :2: CERTIFICATE has no end",
        "'-----BEGIN CERTIFICATE-----\nAAAA\n-----BEGIN CERTIFICATE-----\n' | :1: CERTIFICATE has no"
            + " end",
        "'-----BEGIN CERTIFICATE-----\nA*A\n-----END CERTIFICATE-----' | :1: CERTIFICATE is not"
            + " Base64",
        "'-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----' | :1: CERTIFICATE is empty",
        "'\n\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' | :3: is no certificate",
        "'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' | : has no certificate in"
            + " PEM",
      })
  void whatIsWrongIsNamedWithItsLine(String text, String wrong) throws IOException {
    Path file = Files.writeString(directory.resolve("ca.pem"), text);
    assertEquals(file + wrong, problem(file));
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertEquals(directory + ": is a directory", problem(directory));
    Path gone = directory.resolve("gone");
    assertEquals(gone + ": no such file", problem(gone));
  }

  @Test
  void anAuthorityThatExpiredIsRefusedUnlessAnotherIsGood() throws Exception {
    Instant past = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    TestAuthority old = TestAuthority.create("CN=Old", past.minus(Duration.ofDays(9)), past);
    Path file = old.write(directory.resolve("ca.pem"));
    assertEquals(file + ": CN=Old expired on " + past, problem(file));
    Files.writeString(
        file, TestAuthority.pem(old.certificate(), TestAuthority.create("CN=New").certificate()));
    Trust.PLATFORM.withAuthorities(file.toString());
  }

  private static String problem(Path file) {
    return assertThrows(
            IllegalArgumentException.class, () -> Trust.PLATFORM.withAuthorities(file.toString()))
        .getMessage();
  }
}
