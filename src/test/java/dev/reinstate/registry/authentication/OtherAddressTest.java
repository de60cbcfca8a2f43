package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteSource;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.HostileRegistry;
import dev.reinstate.registry.LoopbackServer;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.Wire;
import dev.reinstate.registry.failure.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A registry that speaks TLS on one address names another host, which listens on an address of its
 * own and counts who connects: what may go there goes without credentials, and what would leave TLS
 * makes no connection at all.
 */
@Timeout(30)
@EnabledOnOs(value = OS.LINUX, disabledReason = "only there 127.0.0.2 is an address without setup")
final class OtherAddressTest {

  private static final byte[] BYTES = "layer".getBytes(UTF_8);
  private static final Descriptor LAYER = new Descriptor("", Digests.of(BYTES), BYTES.length);
  private static final HostCredential.Login LOGIN =
      new HostCredential.Login("prow", "swordfish", "a test");

  @Test
  void aRedirectedReadGoesThereWithoutCredentials() throws IOException {
    try (HostileRegistry elsewhere = elsewhere(Wire.TLS);
        LoopbackServer registry = basic(Answer.to(307, elsewhere.origin() + "/layer"));
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals(1, elsewhere.connections());
      assertStayedHome(registry, elsewhere);
    }
  }

  @Test
  void anUploadPlacedThereGoesWithoutCredentials() throws IOException {
    try (HostileRegistry elsewhere = elsewhere(Wire.TLS);
        LoopbackServer registry = basic(Answer.to(202, elsewhere.origin() + "/up"));
        RegistryClient client = client(registry)) {
      upload(client, registry);
      assertTrue(elsewhere.heads().getLast().startsWith("PUT /up?digest="));
      assertStayedHome(registry, elsewhere);
    }
  }

  /** The service is not known to be the registry's owner's. */
  @Test
  void aTokenServiceThereIsAskedAnonymously() throws IOException {
    try (HostileRegistry elsewhere = tokens(Wire.TLS);
        LoopbackServer registry = bearer(elsewhere.origin());
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals(1, elsewhere.connections());
      assertEquals("", authorization(elsewhere.heads().getFirst()));
    }
  }

  @Test
  void aTokenServiceWithoutTlsIsNotAsked() throws IOException {
    try (HostileRegistry elsewhere = tokens(Wire.PLAIN);
        LoopbackServer registry = bearer(elsewhere.origin());
        RegistryClient client = client(registry)) {
      assertRefused(() -> read(client, registry), elsewhere);
    }
  }

  private static HostileRegistry tokens(Wire wire) throws IOException {
    return HostileRegistry.startElsewhere(
        wire,
        (request, in, out) ->
            HostileRegistry.send(out, "HTTP/1.1 200 OK\nContent-Length: 13", "{\"token\":\"t\"}"));
  }

  private static LoopbackServer bearer(String service) throws IOException {
    return LoopbackServer.start(
        Wire.TLS,
        asked ->
            asked.authorization().equals("Bearer t")
                ? Answer.ok("layer")
                : Answer.challenge("Bearer realm=\"" + service + "/token\",service=\"s\""));
  }

  @Test
  void aChallengeFromThereIsNotAnswered() throws IOException {
    try (HostileRegistry thief =
            HostileRegistry.startElsewhere(
                Wire.TLS,
                (request, in, out) ->
                    HostileRegistry.send(
                        out,
                        "HTTP/1.1 401 Unauthorized\nContent-Length: 0\n"
                            + "WWW-Authenticate: Basic realm=\"yours\"",
                        ""));
        LoopbackServer registry = basic(Answer.to(302, thief.origin() + "/layer"));
        RegistryClient client = client(registry)) {
      assertThrows(RegistryException.class, () -> read(client, registry));
      assertStayedHome(registry, thief);
    }
  }

  /** Whoever is sent back by a stranger asks for what the stranger wants, and so as nobody. */
  @Test
  void whoIsSentBackFromThereComesBackWithoutCredentials() throws IOException {
    ImmutableList.Builder<String> back = ImmutableList.builder();
    try (LoopbackServer target =
            LoopbackServer.start(
                Wire.TLS,
                asked -> {
                  back.add(asked.authorization());
                  return Answer.ok("layer");
                });
        HostileRegistry elsewhere =
            HostileRegistry.startElsewhere(
                Wire.TLS,
                (request, in, out) ->
                    HostileRegistry.send(
                        out,
                        "HTTP/1.1 307 Moved\nContent-Length: 0\nLocation: "
                            + target.origin()
                            + "/v2/private/blobs/other",
                        ""));
        LoopbackServer registry = basic(Answer.to(307, elsewhere.origin() + "/there"));
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals(ImmutableList.of(""), back.build());
      assertStayedHome(registry, elsewhere);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListingDoesNotGoOnThere(Wire wire) throws IOException {
    try (HostileRegistry elsewhere = elsewhere(wire);
        LoopbackServer registry = basic(page(elsewhere.origin() + "/v2/prod/pause/tags/list"));
        RegistryClient client = client(registry)) {
      LiveRepository live =
          client
              .reader()
              .read(
                  repository(registry),
                  Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of()));
      assertInstanceOf(LiveRepository.Unreadable.class, live);
      assertEquals(0, elsewhere.connections());
    }
  }

  private static Answer page(String next) {
    return new Answer(
        200, ImmutableMap.of("Link", "<" + next + ">; rel=\"next\""), "{\"tags\":[\"v1\"]}");
  }

  @Test
  void aReadDoesNotLeaveTls() throws IOException {
    try (HostileRegistry elsewhere = elsewhere(Wire.PLAIN);
        LoopbackServer registry = basic(Answer.to(307, elsewhere.origin() + "/layer"));
        RegistryClient client = client(registry)) {
      assertRefused(() -> read(client, registry), elsewhere);
    }
  }

  @Test
  void anUploadDoesNotLeaveTls() throws IOException {
    try (HostileRegistry elsewhere = elsewhere(Wire.PLAIN);
        LoopbackServer registry = basic(Answer.to(202, elsewhere.origin() + "/up"));
        RegistryClient client = client(registry)) {
      assertRefused(() -> upload(client, registry), elsewhere);
    }
  }

  /** Neither to the registry's own host. */
  @Test
  void nothingLeavesTlsOnTheSameAddressEither() throws IOException {
    try (HostileRegistry same = HostileRegistry.sending("HTTP/1.1 200 OK", "layer");
        LoopbackServer registry = basic(Answer.to(307, same.origin() + "/layer"));
        RegistryClient client = client(registry)) {
      assertRefused(() -> read(client, registry), same);
    }
  }

  private static void assertRefused(Executable call, HostileRegistry elsewhere) {
    IOException e = assertThrows(IOException.class, call);
    assertTrue(
        e.getMessage().contains("refused to leave TLS for " + elsewhere.host()), e.getMessage());
    assertEquals(0, elsewhere.connections());
  }

  /** Takes what is sent, and has what is asked for. */
  private static HostileRegistry elsewhere(Wire wire) throws IOException {
    return HostileRegistry.startElsewhere(
        wire,
        (request, in, out) -> {
          if (request.startsWith("PUT ")) {
            in.readNBytes(BYTES.length);
            HostileRegistry.send(out, "HTTP/1.1 201 Created\nContent-Length: 0", "");
          } else {
            HostileRegistry.send(out, "HTTP/1.1 200 OK\nContent-Length: 5", "layer");
          }
        });
  }

  /** Answers so to everybody who has the password. */
  private static LoopbackServer basic(Answer answer) throws IOException {
    Function<LoopbackServer.Asked, Answer> script =
        asked ->
            asked.authorization().isEmpty() ? Answer.challenge("Basic realm=\"registry\"") : answer;
    return LoopbackServer.start(Wire.TLS, script);
  }

  /** The registry was shown the password, and nobody else anything. */
  private static void assertStayedHome(LoopbackServer registry, HostileRegistry elsewhere) {
    assertTrue(
        registry.asked().stream()
            .anyMatch(asked -> asked.authorization().equals(Authorizer.basic(LOGIN))));
    assertTrue(elsewhere.connections() > 0);
    elsewhere.heads().forEach(head -> assertEquals("", authorization(head), head));
  }

  private static String authorization(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("authorization:"))
        .findFirst()
        .orElse("");
  }

  private static byte[] read(RegistryClient client, LoopbackServer registry) throws IOException {
    try (InputStream layer = client.images().blob(repository(registry), LAYER)) {
      return layer.readAllBytes();
    }
  }

  private static void upload(RegistryClient client, LoopbackServer registry) throws IOException {
    client
        .writer(ServiceAccounts.NONE)
        .uploadBlob(repository(registry), LAYER, ByteSource.wrap(BYTES), Optional.empty());
  }

  private static Repository repository(LoopbackServer registry) {
    return new Repository(registry.host(), "prod/pause");
  }

  private static RegistryClient client(LoopbackServer registry) {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withNetwork(Wire.TLS.network(registry.host()))
            .withCredentials((repository, account) -> LOGIN)
            .withWaiting(new VirtualTime()));
  }
}
