package dev.reinstate.registry.authentication;

import static dev.reinstate.registry.LoopbackServer.Answer;
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
import dev.reinstate.registry.LoopbackServer;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.Wire;
import dev.reinstate.registry.failure.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hostile registry, in the open or over TLS, tries to have its credentials, or its requests, sent
 * elsewhere.
 */
@ParameterizedClass
@EnumSource(Wire.class)
final class CredentialsStayHomeTest {

  private static final byte[] BYTES = "layer".getBytes(UTF_8);
  private static final Descriptor LAYER = new Descriptor("", Digests.of(BYTES), BYTES.length);
  private static final HostCredential.Login LOGIN =
      new HostCredential.Login("prow", "swordfish", "a test");

  private final Wire wire;
  private LoopbackServer elsewhere;

  CredentialsStayHomeTest(Wire wire) {
    this.wire = wire;
  }

  @BeforeEach
  void start() throws IOException {
    elsewhere =
        LoopbackServer.start(
            wire,
            asked -> Answer.ok(asked.line().contains("token") ? "{\"token\":\"t\"}" : "layer"));
  }

  @AfterEach
  void stop() {
    elsewhere.close();
  }

  @Test
  void redirectToTheSameHostKeepsThem() throws IOException {
    try (LoopbackServer registry =
            LoopbackServer.start(
                wire,
                basic(
                    asked ->
                        asked.line().contains("/v2/")
                            ? Answer.to(307, "/downloads/layer")
                            : Answer.ok("layer")));
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertTrue(registry.asked().getLast().authorization().startsWith("Basic "));
    }
  }

  @Test
  void redirectToAnotherHostLosesThem() throws IOException {
    try (LoopbackServer registry =
            LoopbackServer.start(
                wire, basic(asked -> Answer.to(307, elsewhere.otherOrigin() + "/layer")));
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals("", elsewhere.asked().getLast().authorization());
    }
  }

  @Test
  void redirectOutOfTheLoopbackWithoutTlsIsRefused() throws IOException {
    try (LoopbackServer registry =
            LoopbackServer.start(wire, asked -> Answer.to(302, "http://registry.example/layer"));
        RegistryClient client = client(registry)) {
      IOException e = assertThrows(IOException.class, () -> read(client, registry));
      assertTrue(e.getMessage().contains("refused to leave TLS"), e.getMessage());
    }
  }

  @Test
  void redirectsInACircleEnd() throws IOException {
    try (LoopbackServer registry =
            LoopbackServer.start(wire, asked -> Answer.to(302, asked.line().substring(4)));
        RegistryClient client = client(registry)) {
      assertThrows(RegistryException.class, () -> read(client, registry));
      assertEquals(6, registry.asked().size());
    }
  }

  @Test
  void challengeFromWhereTheRegistryRedirectedIsNotAnswered() throws IOException {
    try (LoopbackServer thief =
            LoopbackServer.start(wire, asked -> Answer.challenge("Basic realm=\"yours\""));
        LoopbackServer registry =
            LoopbackServer.start(wire, asked -> Answer.to(302, thief.origin() + "/layer"));
        RegistryClient client = client(registry)) {
      assertThrows(RegistryException.class, () -> read(client, registry));
      assertEquals(ImmutableList.of("GET /layer"), thief.lines());
      assertEquals("", thief.asked().getFirst().authorization());
    }
  }

  @Test
  void uploadPlacedOnAnotherHostGoesWithoutThem() throws IOException {
    try (LoopbackServer registry =
            LoopbackServer.start(
                wire, basic(asked -> Answer.to(202, elsewhere.otherOrigin() + "/up?signature=s")));
        RegistryClient client = client(registry)) {
      client
          .writer(ServiceAccounts.NONE)
          .uploadBlob(repository(registry), LAYER, ByteSource.wrap(BYTES), Optional.empty());

      LoopbackServer.Asked upload = elsewhere.asked().getLast();
      assertEquals("PUT /up?signature=s&digest=" + LAYER.digest(), upload.line());
      assertEquals("", upload.authorization());
      assertEquals("layer", upload.body());
    }
  }

  @Test
  void tokenServiceOfAnotherOwnerIsAskedAnonymously() throws IOException {
    String realm = elsewhere.otherOrigin() + "/token";
    try (LoopbackServer registry = LoopbackServer.start(wire, bearer(realm));
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals("", elsewhere.asked().getFirst().authorization());
    }
  }

  @Test
  void tokenServiceOfTheRegistryItselfGetsThem() throws IOException {
    String realm = elsewhere.origin() + "/token";
    try (LoopbackServer registry = LoopbackServer.start(wire, bearer(realm));
        RegistryClient client = client(registry)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals(
          ImmutableList.of("GET /token?service=s&scope=repository:prod/pause:pull"),
          elsewhere.lines());
      assertEquals(Authorizer.basic(LOGIN), elsewhere.asked().getFirst().authorization());
      assertEquals("Bearer t", registry.asked().getLast().authorization());
    }
  }

  /** It is no password, so no token service gets to see it, whoever's it is. */
  @Test
  void registryTokenGoesToTheRegistryAsItIs() throws IOException {
    HostCredential token = new HostCredential.AccessToken("t", "a registry token (from a file)");
    try (LoopbackServer registry =
            LoopbackServer.start(wire, bearer(elsewhere.origin() + "/token"));
        RegistryClient client = client(registry, token)) {
      assertArrayEquals(BYTES, read(client, registry));
      assertEquals("Bearer t", registry.asked().getLast().authorization());
      assertEquals("", registry.asked().getFirst().authorization());
      assertEquals(ImmutableList.of(), elsewhere.asked());
    }
  }

  @Test
  void listingThatGoesOnElsewhereIsUnreadable() throws IOException {
    Answer page =
        new Answer(
            200,
            ImmutableMap.of(
                "Link", "<" + elsewhere.origin() + "/v2/prod/pause/tags/list>; rel=\"next\""),
            "{\"tags\":[\"v1\"]}");
    try (LoopbackServer registry = LoopbackServer.start(wire, asked -> page);
        RegistryClient client = client(registry)) {
      LiveRepository live =
          client
              .reader()
              .read(repository(registry), Expectation.of(ImmutableSet.of(), ImmutableSet.of("v1")));

      String reason = assertInstanceOf(LiveRepository.Unreadable.class, live).reason();
      assertTrue(reason.contains("goes on elsewhere"), reason);
      assertEquals(ImmutableList.of(), elsewhere.asked());
    }
  }

  private static Function<LoopbackServer.Asked, Answer> basic(
      Function<LoopbackServer.Asked, Answer> next) {
    return asked ->
        asked.authorization().isEmpty()
            ? Answer.challenge("Basic realm=\"registry\"")
            : next.apply(asked);
  }

  private static Function<LoopbackServer.Asked, Answer> bearer(String realm) {
    return asked ->
        asked.authorization().equals("Bearer t")
            ? Answer.ok("layer")
            : Answer.challenge("Bearer realm=\"" + realm + "\",service=\"s\"");
  }

  private static byte[] read(RegistryClient client, LoopbackServer registry) throws IOException {
    try (InputStream layer = client.images().blob(repository(registry), LAYER)) {
      return layer.readAllBytes();
    }
  }

  private static Repository repository(LoopbackServer registry) {
    return new Repository(registry.host(), "prod/pause");
  }

  private RegistryClient client(LoopbackServer registry) {
    return client(registry, LOGIN);
  }

  private RegistryClient client(LoopbackServer registry, HostCredential credential) {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withNetwork(wire.network(registry.host()))
            .withCredentials((repository, account) -> credential));
  }
}
