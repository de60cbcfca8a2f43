package dev.reinstate.registry.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.authentication.HostCredential;
import dev.reinstate.registry.authentication.TokenCache;
import dev.reinstate.registry.authentication.TokenService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may leave once the fence is shut. */
final class FenceTest {

  private static final Fence SHUT =
      () -> {
        throw new IOException("the lease is lost");
      };

  private final List<String> sent = new ArrayList<>();
  private final Exchange fenced =
      SHUT.before(
          request -> {
            sent.add(request.method());
            return new Response(
                request.uri(),
                200,
                ImmutableListMultimap.of(),
                new ByteArrayInputStream("{\"token\":\"t\"}".getBytes(UTF_8)),
                () -> {});
          });

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "PATCH", "DELETE", "GET"})
  void noWriteWhateverItsMethod(String method) {
    assertThrows(PermanentException.class, () -> fenced.send(request(method, Intent.WRITE)));
    assertEquals(List.of(), sent);
  }

  /** An identity token is traded by POST, and what comes of it may be read with. */
  @Test
  void tokensForReading() throws IOException {
    ImmutableList<String> scopes = ImmutableList.of("repository:prod/pause:pull");
    TokenCache.Key key =
        new TokenCache.Key(
            "registry.example",
            Optional.empty(),
            new HostCredential.RefreshToken("secret", "a test"),
            URI.create("https://registry.example/token"),
            "service",
            scopes);
    new TokenService(fenced, PlainHosts.LOOPBACK).fetch(request("GET", Intent.READ), key);
    assertEquals(List.of("POST"), sent);
  }

  private static Request request(String method, Intent intent) {
    return new Request(
        new Repository("registry.example", "prod/pause"),
        Optional.empty(),
        ImmutableList.of(),
        method,
        URI.create("https://registry.example/v2/prod/pause/manifests/v1"),
        ImmutableMap.of(),
        Optional.empty(),
        intent);
  }
}
