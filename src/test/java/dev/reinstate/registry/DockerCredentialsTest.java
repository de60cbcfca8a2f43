package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DockerCredentialsTest {

  @Test
  void readsDockersConfigurationForJustTheHost(@TempDir Path directory) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("config.json"),
            """
            {"auths": {
              "registry.example:5000": {"auth": "cHJvdzpzd29yZGZpc2g="},
              "tokens.example": {"auth": "PHRva2VuPjo=", "identitytoken": "secret"}}}
            """);
    Credentials credentials =
        new DockerCredentials(
            image ->
                ImmutableList.of(
                    CredentialRetrieverFactory.forImage(image, event -> {}).dockerConfig(config)));

    assertEquals(
        Optional.of(new HostCredential.Login("prow", "swordfish")),
        credentials.find("registry.example:5000", Optional.empty()));
    assertEquals(
        Optional.of(new HostCredential.RefreshToken("secret")),
        credentials.find("tokens.example", Optional.empty()));
    assertEquals(Optional.empty(), credentials.find("registry.example", Optional.empty()));
  }

  @Test
  void failingHelperIsNamedWithItsHost() {
    Credentials credentials =
        new DockerCredentials(
            image ->
                ImmutableList.of(
                    () -> {
                      throw new CredentialRetrievalException(new IOException("helper broke"));
                    }));
    IOException e =
        assertThrows(
            IOException.class, () -> credentials.find("registry.example", Optional.empty()));
    assertTrue(e.getMessage().contains("registry.example"), e.getMessage());
  }

  @Test
  void secretsAreNotPartOfTheText() {
    for (HostCredential credential :
        ImmutableList.of(
            new HostCredential.Login("prow", "swordfish"),
            new HostCredential.AccessToken("swordfish", "somebody"),
            new HostCredential.RefreshToken("swordfish"))) {
      assertFalse(credential.toString().contains("swordfish"));
    }
  }
}
