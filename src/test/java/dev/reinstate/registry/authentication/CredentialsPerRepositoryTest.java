package dev.reinstate.registry.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.ArtifactRegistry;
import dev.reinstate.registry.LoopbackServer;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.LoopbackServer.Asked;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One host whose parts have different users: what is shown for one is never shown for another. */
@Timeout(30)
final class CredentialsPerRepositoryTest {

  private static final int REPOSITORIES = 60;
  private static final ImmutableList<String> PARTS = ImmutableList.of("red", "blue", "grey");

  /** Who may read which part; all but the red and blue are the host's user. */
  private static final ImmutableMap<String, String> OWNERS =
      ImmutableMap.of("red", "ruth", "blue", "bob", "grey", "host");

  private static final Pattern PART = Pattern.compile("(red|blue|grey)/");

  @TempDir private Path directory;

  @Test
  void noTokenServesTwoUsers() throws IOException {
    try (LoopbackServer registry = LoopbackServer.start(CredentialsPerRepositoryTest::bearer)) {
      assertEquals(REPOSITORIES, readable(registry, true));
      // As many as users, and one refusal that says how to ask: no more than without parts.
      assertEquals(
          ImmutableSet.of("ruth", "bob", "host"),
          tokens(registry).stream()
              .map(asked -> user(asked.authorization()))
              .collect(ImmutableSet.toImmutableSet()));
      assertEquals(OWNERS.size(), tokens(registry).size());
      assertEquals(REPOSITORIES + 1 + OWNERS.size(), registry.asked().size());
      for (Asked asked : tokens(registry)) {
        parts(asked.line())
            .forEach(part -> assertEquals(OWNERS.get(part), user(asked.authorization())));
      }
    }
  }

  /** As before there were parts. */
  @Test
  void whereThereAreNoPartsOneTokenServesAll() throws IOException {
    try (LoopbackServer registry =
        LoopbackServer.start(
            asked ->
                asked.line().startsWith("GET /token")
                    ? Answer.ok("{\"token\":\"t\"}")
                    : asked.authorization().isEmpty()
                        ? Answer.challenge("Bearer realm=\"/token\"")
                        : Answer.ok("{\"tags\":[]}"))) {
      assertEquals(REPOSITORIES, readable(registry, false));
      assertEquals(1, tokens(registry).size());
      assertEquals(REPOSITORIES + 2, registry.asked().size());
    }
  }

  @Test
  void eachPasswordGoesToItsPart() throws IOException {
    try (LoopbackServer registry = LoopbackServer.start(CredentialsPerRepositoryTest::basic)) {
      assertEquals(REPOSITORIES, readable(registry, true));
      assertEquals(REPOSITORIES + 1, registry.asked().size());
    }
  }

  private static Answer bearer(Asked asked) {
    if (asked.line().startsWith("GET /token")) {
      return Answer.ok("{\"token\":\"of-" + user(asked.authorization()) + "\"}");
    }
    return asked.authorization().equals("Bearer of-" + owner(asked))
        ? Answer.ok("{\"tags\":[]}")
        : Answer.challenge("Bearer realm=\"/token\"");
  }

  private static Answer basic(Asked asked) {
    return !asked.authorization().isEmpty() && user(asked.authorization()).equals(owner(asked))
        ? Answer.ok("{\"tags\":[]}")
        : Answer.challenge("Basic realm=\"registry\"");
  }

  private static String owner(Asked asked) {
    return OWNERS.get(parts(asked.line()).get(0));
  }

  private static List<String> parts(String line) {
    Matcher matcher = PART.matcher(line);
    List<String> parts = matcher.results().map(found -> found.group(1)).toList();
    assertTrue(!parts.isEmpty(), line);
    return parts;
  }

  private static String user(String basic) {
    String pair = new String(Base64.getDecoder().decode(basic.replace("Basic ", "")), UTF_8);
    return pair.substring(0, pair.indexOf(':'));
  }

  private static List<Asked> tokens(LoopbackServer registry) {
    return registry.asked().stream()
        .filter(asked -> asked.line().startsWith("GET /token"))
        .toList();
  }

  /** How many of repositories of all parts, mixed, could be read. */
  private long readable(LoopbackServer registry, boolean hasParts) throws IOException {
    String host = registry.host();
    ImmutableMap<String, String> keys =
        hasParts
            ? ImmutableMap.of(host + "/red", "ruth", host + "/blue", "bob", host, "host")
            : ImmutableMap.of(host, "host");
    StringBuilder auths = new StringBuilder();
    for (Map.Entry<String, String> key : keys.entrySet()) {
      String pair = key.getValue() + ":secret";
      auths
          .append(auths.isEmpty() ? "" : ",")
          .append('"' + key.getKey() + "\":{\"auth\":\"")
          .append(Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
          .append("\"}");
    }
    Path file = directory.resolve("auth.json");
    Files.writeString(file, "{\"auths\":{" + auths + "}}");
    ImmutableList<Repository> repositories =
        IntStream.range(0, REPOSITORIES)
            .mapToObj(i -> new Repository(host, PARTS.get(i % PARTS.size()) + "/image-" + i))
            .collect(ImmutableList.toImmutableList());
    try (RegistryClient client =
        RegistryClient.open(
            RegistrySettings.defaults(ImmutableMap.of("REGISTRY_AUTH_FILE", file.toString()))
                .withWaiting(new VirtualTime()))) {
      ImmutableList<LiveRepository> read =
          ImmutableList.copyOf(
              ArtifactRegistry.read(client, repositories, each -> ArtifactRegistry.EVERY_TAG)
                  .values());
      read.forEach(live -> assertInstanceOf(LiveRepository.Contents.class, live));
      return read.size();
    }
  }
}
