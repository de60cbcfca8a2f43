package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.auth.Retryable;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.Wire;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.pace.RetryTiming;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CredentialFailuresTest {

  @Test
  void whatSomebodyHasToGrantIsNotAskedForAgain() throws IOException {
    VirtualTime time = new VirtualTime();
    Credentials denied =
        (repository, account) -> {
          throw new IOException("grant this job roles/iam.serviceAccountTokenCreator on it");
        };
    try (RegistryClient client = RegistryClient.open(settings(denied, time))) {
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () ->
                  client
                      .writer(ServiceAccounts.NONE)
                      .resolve(Repository.parse("us.gcr.io/prod/pause"), "v1"));
      assertEquals(1, e.attempts());
      assertEquals(Duration.ZERO, time.total());
    }
  }

  @Test
  void whatGooglesLibraryCallsPassingIsTriedAgain() {
    IOException passing = new IOException("503", new Passing(true));
    assertSame(passing, Authorizer.classified(passing));
    assertInstanceOf(
        PermanentException.class,
        Authorizer.classified(new IOException("403", new Passing(false))));
  }

  @ParameterizedTest
  @EnumSource
  void secondRefusalOfFreshTokensIsFinal(Wire wire) throws IOException {
    Challenge.Bearer expired = new Challenge.Bearer(Optional.empty(), Duration.ofSeconds(-1));
    try (EmbeddedRegistry registry =
            EmbeddedRegistry.start(
                wire.on(EmbeddedRegistryOptions.defaults().withChallenge(expired)));
        RegistryClient client =
            RegistryClient.open(
                settings(Credentials.ANONYMOUS, new VirtualTime())
                    .withNetwork(wire.network(registry.host())))) {
      Repository repository = new Repository(registry.host(), "prod/pause");
      RegistryException e =
          assertThrows(
              RegistryException.class,
              () -> client.writer(ServiceAccounts.NONE).resolve(repository, "v1"));
      assertEquals(401, e.status().orElseThrow());
      assertEquals(1, registry.counts().of(Endpoint.TOKEN));
      assertEquals(2, registry.counts().of(Endpoint.MANIFEST));
    }
  }

  private static RegistrySettings settings(Credentials credentials, RetryTiming timing) {
    return RegistrySettings.defaults(ImmutableMap.of())
        .withCredentials(credentials)
        .withWaiting(timing);
  }

  private static final class Passing extends Exception implements Retryable {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    Passing(boolean retryable) {
      this.retryable = retryable;
    }

    @Override
    public boolean isRetryable() {
      return retryable;
    }

    @Override
    public int getRetryCount() {
      return 0;
    }
  }
}
