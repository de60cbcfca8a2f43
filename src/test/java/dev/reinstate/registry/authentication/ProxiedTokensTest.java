package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TestProxy;
import dev.reinstate.network.TlsFront;
import dev.reinstate.network.Trust;
import dev.reinstate.registry.ArtifactRegistry;
import dev.reinstate.registry.LoopbackServer;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Token services that are nowhere but behind a proxy. */
@Timeout(30)
final class ProxiedTokensTest {

  private static final String REGISTRY = "registry.example";
  private static final String TOKENS = "tokens.example";
  private static final String IAM = "iamcredentials.googleapis.com";

  @TempDir private Path directory;
  private TestAuthority authority;
  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    authority = TestAuthority.create("CN=test");
    proxy = TestProxy.start();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  private Network network() throws IOException {
    return Network.of(ImmutableMap.of("HTTPS_PROXY", proxy.url("user:hunter2@")))
        .withTrust(
            Trust.PLATFORM.withAuthorities(
                authority.write(directory.resolve("ca.pem")).toString()));
  }

  private TlsFront front(String name, LoopbackServer server) throws Exception {
    TlsFront front =
        TlsFront.start(authority.issue(name), HostAndPort.fromString(server.host()).getPort());
    proxy.lead(name + ":443", front.port());
    return front;
  }

  @Test
  void aRegistrysServiceIsAskedAsTheRegistryIs() throws Exception {
    try (LoopbackServer registry =
            LoopbackServer.start(
                asked ->
                    asked.authorization().equals("Bearer sesame")
                        ? LoopbackServer.Answer.ok("{\"tags\":[]}")
                        : LoopbackServer.Answer.challenge(
                            "Bearer realm=\"https://" + TOKENS + "/token\",service=\"s\""));
        LoopbackServer tokens =
            LoopbackServer.start(asked -> LoopbackServer.Answer.ok("{\"token\":\"sesame\"}"));
        TlsFront one = front(REGISTRY, registry);
        TlsFront two = front(TOKENS, tokens);
        RegistryClient client =
            RegistryClient.open(
                RegistrySettings.defaults(ImmutableMap.of())
                    .withCredentials(Credentials.ANONYMOUS)
                    .withNetwork(network()))) {
      Repository repository = new Repository(REGISTRY, "team/app");
      LiveRepository live =
          ArtifactRegistry.read(
                  client, ImmutableList.of(repository), each -> ArtifactRegistry.EVERY_TAG)
              .get(repository);
      assertInstanceOf(LiveRepository.Contents.class, live);
      assertEquals(1, tokens.asked().size());
      assertTrue(one.port() != two.port());
    }
    assertEquals(
        ImmutableSet.of(REGISTRY + ":443", TOKENS + ":443"), proxy.tunnels().elementSet());
  }

  @Test
  void soIsGoogleToActAsAnother() throws Exception {
    String until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600).toString();
    try (LoopbackServer google =
            LoopbackServer.start(
                asked ->
                    LoopbackServer.Answer.ok(
                        "{\"accessToken\":\"writer\",\"expireTime\":\"%s\"}".formatted(until)));
        TlsFront front = front(IAM, google)) {
      assertEquals(
          "writer", assertInstanceOf(HostCredential.AccessToken.class, impersonated()).value());
      assertEquals(1, google.asked().size());
      assertTrue(front.port() > 0);
    }
    assertEquals(ImmutableSet.of(IAM + ":443"), proxy.tunnels().elementSet());
  }

  @Test
  void whereTheProxyDoesNotLeadToGoogleThatIsSaidAndNotToGrantARole() {
    proxy.refuse(IAM + ":443", "403 Forbidden");
    String said = assertThrows(IOException.class, this::impersonated).getMessage();
    assertTrue(
        said.startsWith("cannot act as writer@prod.example: " + IAM + ": the proxy "), said);
    assertTrue(said.endsWith("or name it in $NO_PROXY"), said);
  }

  private HostCredential impersonated() throws IOException {
    GoogleCredentials own =
        GoogleCredentials.create(
            new AccessToken("own", Date.from(Instant.now().plusSeconds(3600))));
    GoogleAccess access = new GoogleAccess(ImmutableMap.of(), network(), host -> host);
    return new ApplicationDefaultCredentials(own, access.transports())
        .find(Repository.parse("us.gcr.io/prod/app"), Optional.of("writer@prod.example"));
  }
}
