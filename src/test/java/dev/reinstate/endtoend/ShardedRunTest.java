package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight runs that share the work, against one that does it all. */
final class ShardedRunTest {

  private static final int SHARDS = 8;
  private static final int REPOSITORIES = 40;
  private static final ImmutableList<String> HOSTS = ImmutableList.of("us.example", "eu.example");

  @TempDir private Path directory;
  private World divided;

  @BeforeEach
  void stage() throws IOException {
    divided = stage(directory.resolve("divided"));
  }

  @AfterEach
  void stop() throws IOException {
    divided.close();
  }

  @Test
  void restoreExactlyWhatOneRunDoesAndNothingTwice() throws IOException {
    try (World whole = stage(directory.resolve("whole"))) {
      Run one = whole.reconcile("--confirm", "--json", "--max-missing=100");
      Set<Action> seen = new HashSet<>();
      for (int i = 0; i < SHARDS; i++) {
        Run part = shard(i, "--confirm", "--json");
        assertNotEquals(0, part.plan().actions().size(), "an idle shard proves little");
        part.plan().actions().forEach(action -> assertTrue(seen.add(action), action.toString()));
      }
      assertEquals(one.plan().actions().size(), seen.size());
      assertEquals(whole.state(), divided.state());
      for (String host : HOSTS) {
        assertEquals(
            whole.registry(host).counts().of("PUT", Endpoint.MANIFEST),
            divided.registry(host).counts().of("PUT", Endpoint.MANIFEST),
            "manifests put into " + host);
      }
      assertEquals(
          whole.registry("staging.example").counts().of("GET", Endpoint.BLOB),
          divided.registry("staging.example").counts().of("GET", Endpoint.BLOB),
          "mirrors share what is fetched");
    }
  }

  @Test
  void planTogetherWhatOneRunPlans() throws IOException {
    try (World whole = stage(directory.resolve("whole"))) {
      Run one = whole.reconcile("--json");
      Run merged = divided.run(merge(dryRuns(), "--json")).endsWith(ExitCode.PARTIAL);

      assertEquals(one.plan().id(), merged.plan().id());
      assertEquals(identities(one), identities(merged));
      assertEquals(
          ImmutableSet.copyOf(one.plan().findings().stream().map(Finding::digest).toList()),
          ImmutableSet.copyOf(merged.plan().findings().stream().map(Finding::digest).toList()));
      assertEquals(one.json().get("summary"), merged.json().get("summary"));
      assertEquals(one.json().get("inputs"), merged.json().get("inputs"));
      assertEquals("dry-run", merged.json().get("mode").asText());
    }
  }

  @Test
  void mergeIntoTheResultOfOneRun() {
    ImmutableList<Path> results = confirmedRuns();
    Path artifacts = directory.resolve("merged");

    Run merged = divided.run(merge(results, "--json", "--artifacts=" + artifacts));

    merged.endsWith(ExitCode.PARTIAL);
    JsonNode json = merged.json();
    assertEquals(json.get("actions").size(), json.get("outcomes").size());
    assertEquals(ImmutableSet.of("done"), ImmutableSet.copyOf(merged.plan().outcomes()));
    long requests =
        results.stream()
            .map(ShardedRunTest::json)
            .flatMap(result -> result.get("requests").properties().stream())
            .flatMap(host -> host.getValue().properties().stream())
            .mapToLong(method -> method.getValue().asLong())
            .sum();
    long together =
        json.get("requests").properties().stream()
            .flatMap(host -> host.getValue().properties().stream())
            .mapToLong(method -> method.getValue().asLong())
            .sum();
    assertEquals(requests, together);
    assertEquals(json, json(artifacts.resolve("result.json")));
    assertTrue(merged.err().contains("! lost "), merged.err());
  }

  @Test
  void reportWhatOneDryRunReports() throws IOException {
    Artifacts one = new Artifacts(directory.resolve("one"));
    Artifacts merged = new Artifacts(directory.resolve("merged"));
    divided.reconcile("--max-missing=100", one.option()).endsWith(ExitCode.PARTIAL);
    divided.run(merge(dryRuns(), merged.option())).endsWith(ExitCode.PARTIAL);

    assertEquals(one.text("junit_reinstate.xml"), merged.text("junit_reinstate.xml"));
    assertEquals(one.text("metadata.json"), merged.text("metadata.json"));
    String page = one.page().toString();
    assertTrue(page.contains(" " + one.option()), page);
    assertEquals(page.replace(" " + one.option(), ""), merged.page().toString());
  }

  @Test
  void reportWhatOneConfirmedRunReports() throws IOException {
    Artifacts one = new Artifacts(directory.resolve("one"));
    Artifacts merged = new Artifacts(directory.resolve("merged"));
    try (World whole = stage(directory.resolve("whole"))) {
      whole.reconcile("--confirm", "--max-missing=100", one.option()).endsWith(ExitCode.PARTIAL);
    }
    divided.run(merge(confirmedRuns(), merged.option())).endsWith(ExitCode.PARTIAL);

    assertEquals(one.text("junit_reinstate.xml"), merged.text("junit_reinstate.xml"));
    assertEquals(one.text("metadata.json"), merged.text("metadata.json"));
    assertEquals(withoutPlaces(one.page()), withoutPlaces(merged.page()));
  }

  /** Where each world's files and registries are is in its commands and rewrites. */
  private static JsonNode withoutPlaces(ObjectNode page) {
    assertEquals(1, page.get("steps").size(), "what is lost");
    return page.without(ImmutableList.of("steps", "facts"));
  }

  @Test
  void aMissingShardIsNamedAndWhatToDo() throws IOException {
    Artifacts artifacts = new Artifacts(directory.resolve("merged"));
    ImmutableList<Path> results = dryRuns().subList(0, 7);
    Run merged =
        divided.run(merge(results, artifacts.option(), "--json")).endsWith(ExitCode.PARTIAL);
    assertTrue(merged.err().contains("! no result of shard 7/8"), merged.err());
    assertTrue(merged.err().contains("No result of shard 7/8."), merged.err());
    assertTrue(merged.err().contains(" --shard=7/8\n"), merged.err());
    assertEquals("[\"7/8\"]", merged.json().get("missingShards").toString());
    assertTrue(artifacts.text("junit_reinstate.xml").contains("\"No result of shard 7/8\""));
  }

  @Test
  void nothingMoreToDoIsNotSaidWhileAShardIsMissing() throws IOException {
    Path calm = directory.resolve("calm");
    try (World world = new World(calm, EmbeddedRegistryOptions.defaults())) {
      world.manifest("staging.example/team", "us.example/prod");
      world.registry("us.example");
      world.reconcile("--shard=0/2", "--artifacts=" + calm).endsWith(ExitCode.DONE);
      ImmutableList<Path> first = ImmutableList.of(calm.resolve("result.json"));
      Run half = world.run(merge(first)).endsWith(ExitCode.PARTIAL);
      assertFalse(half.out().contains("Nothing to promote."), half.out());
    }
  }

  @Test
  void whereTheGateRefusedAPartTheCommandIsForWhatIsLeft() {
    Run merged =
        divided.run(merge(confirmedRuns("--max-tag-moves=0"), "--json")).endsWith(ExitCode.REFUSED);
    String said = merged.err();
    assertTrue(said.contains("/8: it moves 2 tags; --max-tag-moves is 0"), said);
    assertTrue(said.contains("A part was refused"), said);
    assertFalse(said.contains("--approve"), said);

    String step = "→ Judge the size of the plan: scripts/reinstate ";
    String command = said.lines().filter(line -> line.startsWith(step)).findFirst().orElseThrow();
    String[] words = command.substring(step.length()).split(" ");
    Run rest = divided.run(words).endsWith(ExitCode.REFUSED);
    String approve = rest.out().replaceAll("(?s).*(--approve=[0-9a-f]{64}).*", "$1");
    String[] approved = Stream.concat(Stream.of(words), Stream.of(approve)).toArray(String[]::new);
    assertTrue(
        divided.run(approved).endsWith(ExitCode.PARTIAL).out().contains("0 left to do"), approve);
  }

  @Test
  void whatIsNoPartOfOneRunIsAUsageProblem() throws IOException {
    Path first = dryRun(0);
    assertUsage("both of shard 0/8", first, Files.copy(first, directory.resolve("again.json")));
    Path other = directory.resolve("other.json");
    Files.writeString(other, Files.readString(first).replace("\"0/8\"", "\"1/9\""));
    assertUsage("others are of 8 shards", first, other);
    Files.writeString(other, Files.readString(first).replace("\"0/8\"", "\"1/8\""));
    assertUsage("both have: ", first, other);
    Path confirmed = directory.resolve("confirmed");
    shard(1, "--confirm", "--artifacts=" + confirmed);
    assertUsage("one is a dry run, the other is not", first, confirmed.resolve("result.json"));
    assertUsage("is not JSON", Files.writeString(directory.resolve("text.json"), "result"));
    assertUsage("is not a result.json", Files.writeString(directory.resolve("empty.json"), "{}"));
    assertUsage("cannot be read", directory.resolve("absent.json"));
  }

  @Test
  void aShardThatIsNoneIsAUsageProblem() {
    for (String shard : ImmutableList.of("8/8", "1", "-1/8", "0/0", "auto/8", "all/8")) {
      Run run = divided.reconcile("--shard=" + shard).endsWith(ExitCode.USAGE);
      assertTrue(run.err().contains("--shard: "), run.err());
    }
  }

  private void assertUsage(String because, Path... files) {
    Run run = divided.run(merge(ImmutableList.copyOf(files))).endsWith(ExitCode.USAGE);
    assertTrue(run.err().contains(because), run.err());
  }

  private ImmutableList<Path> dryRuns() {
    return IntStream.range(0, SHARDS)
        .mapToObj(this::dryRun)
        .collect(ImmutableList.toImmutableList());
  }

  private Path dryRun(int index) {
    Path artifacts = directory.resolve("dry-" + index);
    shard(index, "--artifacts=" + artifacts);
    return artifacts.resolve("plan.json");
  }

  private ImmutableList<Path> confirmedRuns(String... more) {
    ImmutableList.Builder<Path> results = ImmutableList.builder();
    for (int i = 0; i < SHARDS; i++) {
      Path artifacts = directory.resolve("confirmed-" + i);
      shard(
          i,
          Stream.concat(Stream.of("--confirm", "--artifacts=" + artifacts), Stream.of(more))
              .toArray(String[]::new));
      results.add(artifacts.resolve("result.json"));
    }
    return results.build();
  }

  private Run shard(int index, String... more) {
    return divided.reconcile(
        Stream.concat(
                Stream.of("--shard=" + index + "/" + SHARDS, "--max-missing=100"), Stream.of(more))
            .toArray(String[]::new));
  }

  private static String[] merge(ImmutableList<Path> results, String... more) {
    return Stream.of(
            Stream.of("report", "merge"), results.stream().map(Path::toString), Stream.of(more))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  private static ImmutableList<String> identities(Run run) {
    return run.plan().actions().stream()
        .map(action -> action.kind() + action.repository() + action.operands())
        .collect(ImmutableList.toImmutableList());
  }

  private static JsonNode json(Path file) {
    try {
      return new Run(ExitCode.DONE, Files.readString(file), "").json();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a run left behind. */
  private record Artifacts(Path path) {

    private static final Pattern PAGE =
        Pattern.compile("<script type=\"application/json\" id=\"run\">(.*?)</script>");

    String option() {
      return "--artifacts=" + path;
    }

    String text(String name) throws IOException {
      return Files.readString(path.resolve(name));
    }

    /** What the page shows. */
    ObjectNode page() throws IOException {
      Matcher page = PAGE.matcher(text("report.html"));
      assertTrue(page.find());
      return (ObjectNode) new Run(ExitCode.DONE, page.group(1), "").json();
    }
  }

  /** Missing images and tags, moved tags, what only the snapshot has, and one lost image. */
  private static World stage(Path directory) throws IOException {
    SampleImages samples = new SampleImages(58);
    World world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest =
        world.manifest("staging.example/team", "us.example/prod", "eu.example/prod/mirror");
    SampleImage intruder = samples.oci(40);
    for (int i = 0; i < REPOSITORIES; i++) {
      SampleImage old = samples.docker(60);
      SampleImage current = samples.oci(60, 30);
      manifest.promote("app-" + i, old.digest(), "v1");
      manifest.promote("app-" + i, current.digest(), "v2");
      world.put("us.example/prod/app-" + i, old, "v1");
      world.put("us.example/prod/app-" + i, current, "v2");
      world.put("eu.example/prod/mirror/app-" + i, old, "v1");
      world.put("eu.example/prod/mirror/app-" + i, current, "v2");
      world.put("staging.example/team/app-" + i, current);
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
    manifest.promote("app-0", samples.oci(50).digest(), "gone");
    ImmutableList<String> places = ImmutableList.of("us.example/prod", "eu.example/prod/mirror");
    for (String place : places) {
      world.put(place + "/app-3", intruder, "v1");
    }
    wreck(world);
    return world;
  }

  private static void wreck(World world) {
    for (int i = 0; i < REPOSITORIES; i++) {
      String us = "prod/app-" + i;
      String eu = "prod/mirror/app-" + i;
      if (i % 2 == 0) {
        wipe(world, "us.example", us);
        wipe(world, "eu.example", eu);
      } else {
        world.contents("eu.example").untag(eu, "v2");
      }
      world.registry("staging.example").counts().reset();
    }
    HOSTS.forEach(host -> world.registry(host).counts().reset());
  }

  private static void wipe(World world, String host, String path) {
    world
        .contents(host)
        .state()
        .get(path)
        .images()
        .forEach(
            image -> {
              world.contents(host).deleteBlobsOf(path, image);
              world.contents(host).deleteManifest(path, image);
            });
  }
}
