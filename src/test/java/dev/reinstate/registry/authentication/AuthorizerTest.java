package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Request;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuthorizerTest {

  private static final Challenge BEARER =
      new Challenge("bearer", ImmutableMap.of("realm", "https://us.gcr.io/v2/token"));
  private static final Challenge BASIC = new Challenge("basic", ImmutableMap.of());
  private static final Credentials ACCESS_TOKEN =
      (host, account) ->
          Optional.of(new HostCredential.AccessToken(account.orElse("own"), "somebody"));
  private static final Credentials LOGIN =
      (host, account) -> Optional.of(new HostCredential.Login("prow", "swordfish"));

  @Test
  void accessTokenGoesStraightToGooglesHosts() throws IOException {
    assertEquals(
        Optional.of("Bearer own"),
        authorizer(ACCESS_TOKEN).authorize(request("us.gcr.io", Optional.empty())));
    assertEquals(
        Optional.of("Bearer writer@prod"),
        authorizer(ACCESS_TOKEN)
            .authorize(request("europe-docker.pkg.dev", Optional.of("writer@prod"))));
  }

  @Test
  void refusedAccessTokenHasNoOtherAnswer() throws IOException {
    assertEquals(
        Optional.empty(),
        authorizer(ACCESS_TOKEN)
            .answer(
                request("us.gcr.io", Optional.empty()),
                ImmutableList.of(BEARER),
                Optional.of("Bearer own")));
  }

  @Test
  void nothingIsShownToAHostThatHasNotAsked() throws IOException {
    for (String host : ImmutableList.of("registry.example", "evilgcr.io", "gcr.io.example")) {
      assertEquals(
          Optional.empty(),
          authorizer(ACCESS_TOKEN).authorize(request(host, Optional.empty())),
          host);
    }
  }

  @Test
  void basicIsRememberedAndRefusedOnce() throws IOException {
    Authorizer authorizer = authorizer(LOGIN);
    Request request = request("registry.example", Optional.empty());
    authorizer.learn("registry.example", ImmutableList.of(BASIC));
    Optional<String> answer = authorizer.answer(request, ImmutableList.of(BASIC), Optional.empty());

    assertEquals(Optional.of("Basic cHJvdzpzd29yZGZpc2g="), answer);
    assertEquals(answer, authorizer.authorize(request));
    assertEquals(Optional.empty(), authorizer.answer(request, ImmutableList.of(BASIC), answer));
  }

  @Test
  void unknownSchemeHasNoAnswer() throws IOException {
    assertEquals(
        Optional.empty(),
        authorizer(LOGIN)
            .answer(
                request("registry.example", Optional.empty()),
                ImmutableList.of(new Challenge("negotiate", ImmutableMap.of())),
                Optional.empty()));
  }

  private static Authorizer authorizer(Credentials credentials) {
    Exchange offline =
        request -> {
          throw new IOException("no request is expected");
        };
    return new Authorizer(
        credentials,
        new SharedTokens(
            new TokenService(offline, PlainHosts.LOOPBACK),
            new TokenCache(InstantSource.system())));
  }

  private static Request request(String host, Optional<String> account) {
    return new Request(
        new Repository(host, "prod/pause"),
        account,
        ImmutableList.of("repository:prod/pause:pull"),
        "GET",
        Origin.uriOf(host, PlainHosts.LOOPBACK).resolve("/v2/prod/pause/tags/list"),
        ImmutableMap.of(),
        Optional.empty(),
        Intent.READ);
  }
}
