package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.ArtifactRegistry;
import dev.reinstate.registry.LoopbackServer;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.Wire;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One token for many repositories, from services that give such and from those that do not. */
@Timeout(30)
@ParameterizedClass
@EnumSource(Wire.class)
final class SharedTokensTest {

  private static final int REPOSITORIES = 40;
  private static final String DIGEST = Digests.of(new byte[] {1}).toString();
  private static final String LISTING =
      "{\"manifest\":{\"%s\":{\"tag\":[\"v1\"]}},\"tags\":[\"v1\"]}".formatted(DIGEST);

  private final Wire wire;

  SharedTokensTest(Wire wire) {
    this.wire = wire;
  }

  @Test
  void manyRepositoriesCostOneChallengeAndOneToken() throws IOException {
    Challenge.Bearer tokens = new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5));
    try (EmbeddedRegistry registry =
            EmbeddedRegistry.start(
                wire.on(EmbeddedRegistryOptions.defaults().withChallenge(tokens)));
        RegistryClient client = client(registry.host())) {
      // Slow enough that all of them are under way before the first is answered.
      registry.latency().set(Duration.ofMillis(50));
      SampleImages samples = new SampleImages(3);
      ImmutableList<Repository> repositories = repositories(registry.host());
      repositories.forEach(each -> registry.contents().put(each.path(), samples.docker(5), "v1"));

      ArtifactRegistry.read(client, repositories, each -> ArtifactRegistry.EVERY_TAG)
          .values()
          .forEach(live -> assertInstanceOf(LiveRepository.Contents.class, live));
      assertEquals(1, registry.counts().withStatus(401));
      assertEquals(1, registry.counts().of(Endpoint.TOKEN));
      assertEquals(REPOSITORIES + 1, registry.counts().of(Endpoint.TAGS));
    }
  }

  /** It gives what was asked for first; the others find out by one refusal each at most. */
  @Test
  void serviceThatGivesOneScopeOnlyIsAskedForOneOnly() throws IOException {
    try (LoopbackServer registry = registry(scopes -> Optional.of(scopes.subList(0, 1)))) {
      assertEquals(0, unreadable(registry));
      assertEquals(REPOSITORIES, tokens(registry));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 414, 431})
  void serviceThatRefusesManyScopesIsAskedForFewer(int status) throws IOException {
    AtomicInteger refused = new AtomicInteger();
    try (LoopbackServer registry =
        registry(
            scopes -> {
              boolean isTooMuch = scopes.size() > 5;
              refused.addAndGet(isTooMuch ? 1 : 0);
              return isTooMuch ? Optional.empty() : Optional.of(scopes);
            },
            status)) {
      assertEquals(0, unreadable(registry));
      // 40, then two of 20, then four of 10; after that none is larger than 5.
      assertEquals(7, refused.get());
    }
  }

  @Test
  void repositoryThatNobodyMayReadCostsOnlyItself() throws IOException {
    try (LoopbackServer registry =
        registry(
            scopes ->
                scopes.stream().anyMatch(scope -> scope.contains("/image-17:"))
                    ? Optional.empty()
                    : Optional.of(scopes))) {
      assertEquals(1, unreadable(registry));
      assertTrue(tokens(registry) <= 13, () -> String.join("\n", registry.lines()));
    }
  }

  /** Some services leave out of a token what they do not allow, and say nothing. */
  @Test
  void repositoryThatIsLeftOutOfATokenCostsOnlyItself() throws IOException {
    try (LoopbackServer registry =
        registry(
            scopes ->
                Optional.of(
                    scopes.stream()
                        .filter(scope -> !scope.contains("/image-17:"))
                        .collect(ImmutableList.toImmutableList())))) {
      assertEquals(1, unreadable(registry));
      assertEquals(2, tokens(registry));
    }
  }

  @Test
  void tokenThatGrowsTooLongIsReplacedByShorterOnes() throws IOException {
    try (LoopbackServer registry = registry(Optional::of, 403, 700)) {
      assertEquals(0, unreadable(registry));
      registry.asked().forEach(asked -> assertTrue(asked.authorization().length() < 6_500));
      assertTrue(tokens(registry) < 20, () -> String.join("\n", registry.lines()));
    }
  }

  @Test
  void troubleOfTheServicePasses() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (LoopbackServer registry =
        registry(
            scopes -> asked.incrementAndGet() <= 2 ? Optional.empty() : Optional.of(scopes), 500)) {
      assertEquals(0, unreadable(registry));
    }
  }

  private LoopbackServer registry(
      Function<ImmutableList<String>, Optional<ImmutableList<String>>> service) throws IOException {
    return registry(service, 403);
  }

  private LoopbackServer registry(
      Function<ImmutableList<String>, Optional<ImmutableList<String>>> service, int status)
      throws IOException {
    return registry(service, status, 1);
  }

  /**
   * A registry whose tokens are the names of what they allow.
   *
   * @param service what to allow of what is asked for; empty to refuse
   * @param status of the refusal
   * @param weight what a name makes a token longer by
   */
  private LoopbackServer registry(
      Function<ImmutableList<String>, Optional<ImmutableList<String>>> service,
      int status,
      int weight)
      throws IOException {
    return LoopbackServer.start(
        wire,
        asked ->
            asked.line().startsWith("GET /token")
                ? service
                    .apply(scopes(asked.line()))
                    .map(scopes -> Answer.ok(token(scopes, weight)))
                    .orElse(Answer.of(status))
                : asked.authorization().contains(name(asked.line()))
                    ? Answer.ok(LISTING)
                    : Answer.challenge("Bearer realm=\"/token\""));
  }

  private static ImmutableList<String> scopes(String line) {
    return Splitter.on('&')
        .splitToStream(line.substring(line.indexOf('?') + 1))
        .filter(parameter -> parameter.startsWith("scope="))
        .map(parameter -> parameter.substring("scope=".length()))
        .collect(ImmutableList.toImmutableList());
  }

  /** {@code /image-1:} for both the path of a listing and a scope. */
  private static String name(String line) {
    return "/image-" + line.replaceAll(".*/image-([0-9]+)[/:].*", "$1") + ":";
  }

  private static String token(ImmutableList<String> scopes, int weight) {
    StringBuilder token = new StringBuilder();
    scopes.forEach(scope -> token.append(name(scope)).append("x".repeat(weight)));
    return "{\"token\":\"" + token + "x\"}";
  }

  private long unreadable(LoopbackServer registry) throws IOException {
    try (RegistryClient client = client(registry.host())) {
      Collection<LiveRepository> read =
          ArtifactRegistry.read(
                  client, repositories(registry.host()), each -> ArtifactRegistry.EVERY_TAG)
              .values();
      LiveRepository.Contents whole =
          new LiveRepository.Contents(
              ImmutableSet.of(Digests.parse(DIGEST)),
              ImmutableMap.of("v1", Digests.parse(DIGEST)),
              ImmutableSet.of(),
              ImmutableSet.of());
      long unreadable =
          read.stream().filter(live -> live instanceof LiveRepository.Unreadable).count();
      assertEquals(REPOSITORIES, unreadable + read.stream().filter(whole::equals).count());
      return unreadable;
    }
  }

  private static long tokens(LoopbackServer registry) {
    return registry.lines().stream().filter(line -> line.startsWith("GET /token")).count();
  }

  private static ImmutableList<Repository> repositories(String host) {
    ImmutableList.Builder<Repository> repositories = ImmutableList.builder();
    for (int i = 0; i < REPOSITORIES; i++) {
      repositories.add(new Repository(host, "prod/image-" + i));
    }
    return repositories.build();
  }

  private RegistryClient client(String host) {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withNetwork(wire.network(host))
            .withCredentials(Credentials.ANONYMOUS)
            .withWaiting(new VirtualTime()));
  }
}
