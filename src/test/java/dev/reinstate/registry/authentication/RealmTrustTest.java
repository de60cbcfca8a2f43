package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.reinstate.network.PlainHosts;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RealmTrustTest {

  @ParameterizedTest
  @CsvSource({
    "us.gcr.io,                   https://us.gcr.io/v2/token,          true",
    "docker.io,                   https://auth.docker.io/token,        true",
    "registry-1.docker.io,        https://auth.docker.io/token,        true",
    "registry.example.org:5000,   https://gitlab.example.org/jwt/auth, true",
    "127.0.0.1:5000,              http://127.0.0.1:5001/auth,          true",
    "registry.example.org,        https://example.org.evil.net/token,  false",
    "registry.example.org,        http://registry.example.org/token,   false",
    "alice.github.io,             https://mallory.github.io/token,     false",
    "registry.example.co.uk,      https://evil.co.uk/token,            false",
    "10.0.0.1:5000,               https://10.0.0.2/token,              false",
    "127.0.0.1:5000,              http://localhost:5001/auth,          false",
  })
  void credentialsGoToTheOwnerOnly(String registry, URI realm, boolean trusted) {
    assertTrusted(trusted, registry, realm, PlainHosts.LOOPBACK);
  }

  /** That two hosts may be spoken to in plain HTTP says nothing of one to the other. */
  @ParameterizedTest
  @CsvSource({
    "plain.example.org,      http://plain.example.org/token,       true",
    "plain.example.org:5000, http://plain.example.org/token,       true",
    "plain.example.org,      http://plain.example.org:5001/token,  false",
    "plain.example.org,      http://other.example.org/token,       false",
    "plain.example.org,      https://auth.example.org/token,       true",
    "plain.example.org,      http://127.0.0.1/token,               false",
    "tls.example.org,        http://plain.example.org/token,       false",
    "127.0.0.1:5000,         http://plain.example.org/token,       false",
    "127.0.0.1:5443,         http://127.0.0.1:5000/token,          false",
  })
  void inPlainHttpTheyGoToTheHostItselfOnly(String registry, URI realm, boolean trusted) {
    PlainHosts named =
        PlainHosts.of(
            ImmutableList.of("plain.example.org", "plain.example.org:5000", "other.example.org"),
            ImmutableList.of("127.0.0.1:5443"));
    assertTrusted(trusted, registry, realm, named);
  }

  private static void assertTrusted(
      boolean trusted, String registry, URI realm, PlainHosts plainHosts) {
    assertEquals(trusted, RealmTrust.mayReceiveCredentials(registry, realm, plainHosts));
  }
}
