package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.network.GoogleAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results of shards in one place, and who joins them. */
final class KeptResultsTest extends TwoImagesOnTwoHosts {

  private static final int SHARDS = 3;

  private Path place;
  private String results;

  @BeforeEach
  void lose() {
    place = directory.resolve("results");
    results = "--results=" + place;
    world.delete("us.example/prod/app", app);
    world.delete("eu.example/prod/lib", lib);
  }

  @Test
  void whatEveryShardKeptIsWhatItsArtifactsSay() throws IOException {
    ImmutableList.Builder<String> files = ImmutableList.builder();
    for (int i = 0; i < SHARDS; i++) {
      Path artifacts = directory.resolve("artifacts-" + i);
      shard(i, results, "--run=friday", "--artifacts=" + artifacts);
      files.add(artifacts.resolve("result.json").toString());
    }
    assertEquals(SHARDS, kept().size());
    Run fromPlace = merge(place.toString(), "--json").endsWith(ExitCode.DONE);
    Run fromFiles = merge(words(files.build(), "--json")).endsWith(ExitCode.DONE);
    assertEquals(withoutArguments(fromFiles), withoutArguments(fromPlace));
    assertEquals(2, fromPlace.json().get("outcomes").size());
    for (String name : kept()) {
      assertTrue(fromPlace.err().contains("joins " + place.resolve(name)), fromPlace.err());
    }
  }

  @Test
  void aShardThatRanAgainCountsOnceAndTheNewestIsWhatCounts() throws IOException {
    for (int i = 0; i < SHARDS; i++) {
      shard(i, results, "--run=friday");
    }
    world.delete("us.example/prod/app", app);
    world.delete("us.example/prod/lib", lib);
    for (int i = 0; i < SHARDS; i++) {
      shard(i, results, "--run=friday", "--max-missing=100");
    }
    assertEquals(2 * SHARDS, kept().size(), "none took the place of another");
    Run merged = merge(place.toString(), "--json").endsWith(ExitCode.DONE);
    assertTrue(merged.err().contains("3 of earlier attempts are not joined"), merged.err());
    assertEquals(
        ImmutableSet.of("us.example/prod/app", "us.example/prod/lib"),
        ImmutableSet.copyOf(
            merged.plan().actions().stream()
                .map(action -> action.repository().toString())
                .toList()));
  }

  @Test
  void ofSeveralRunsTheNewestIsJoinedAndTheOthersAreNamed() throws IOException {
    for (int i = 0; i < SHARDS; i++) {
      shard(i, results, "--run=thursday", "--dry-run");
    }
    world.pass(Duration.ofDays(1));
    shard(1, results, "--run=friday");
    Run merged = merge(place.toString(), "--json").endsWith(ExitCode.PARTIAL);
    assertTrue(merged.err().contains("other runs, by --run: thursday\n"), merged.err());
    assertEquals("[\"0/3\",\"2/3\"]", merged.json().get("missingShards").toString());
    assertEquals("confirmed", merged.json().get("mode").asText());

    Run thursday = merge(place.toString(), "--run=thursday", "--json").endsWith(ExitCode.DONE);
    assertEquals("dry-run", thursday.json().get("mode").asText());
    assertEquals(2, thursday.plan().actions().size());
    Run saturday = merge(place.toString(), "--run=saturday").endsWith(ExitCode.USAGE);
    assertTrue(saturday.err().contains("no result of run 'saturday' in " + place), saturday.err());
  }

  @Test
  void aRunOfTheSameNameAWeekLaterTakesNothingFromTheOneBefore() throws IOException {
    for (int i = 0; i < SHARDS; i++) {
      shard(i, results, "--run=disaster");
    }
    world.pass(Duration.ofDays(7));
    shard(1, results, "--run=disaster");
    Run merged = merge(place.toString(), "--json").endsWith(ExitCode.PARTIAL);
    assertEquals("[\"0/3\",\"2/3\"]", merged.json().get("missingShards").toString());
    assertTrue(
        merged.err().contains("left out, as another run's of this name: " + place), merged.err());
  }

  @Test
  void olderResultsOfRunsWithoutANameAreNoAttempts() throws IOException {
    world.reconcile(results);
    world.pass(Duration.ofDays(2));
    world.reconcile(results);
    Run merged = merge(place.toString());
    assertTrue(merged.err().contains("1 older results are not joined"), merged.err());
  }

  @Test
  void theStepForAMissingShardPutsItsResultWhereItIsMissed() throws IOException {
    shard(0, results, "--run=friday");
    shard(2, results, "--run=friday");
    Run merged = merge(place.toString()).endsWith(ExitCode.PARTIAL);
    assertTrue(merged.out().contains("No result of shard 1/3."), merged.out());
    String step = "→ Run what has no result: scripts/reinstate ";
    String command =
        merged.out().lines().filter(line -> line.startsWith(step)).findFirst().orElseThrow();
    world.run(command.substring(step.length()).split(" ")).endsWith(ExitCode.DONE);
    assertEquals(SHARDS, kept().size());
    assertFalse(merge(place.toString()).endsWith(ExitCode.DONE).err().contains("earlier attempts"));
  }

  @Test
  void aRunThatIsNotDividedAndAScrubAreKeptToo() throws IOException {
    world.takeSnapshot();
    world.reconcile("--confirm", "--max-missing=100", results).endsWith(ExitCode.DONE);
    world.pass(Duration.ofMinutes(1));
    world.scrub(results).endsWith(ExitCode.DONE);
    assertEquals(2, kept().size());
    Run merged = merge(place.toString(), "--json").endsWith(ExitCode.DONE);
    assertEquals("scrub", merged.json().get("job").asText());
    assertTrue(merged.err().contains("other kinds, by --kind: reconcile\n"), merged.err());
    Run asked = merge(place.toString(), "--kind=reconcile", "--json").endsWith(ExitCode.DONE);
    assertEquals(2, asked.json().get("outcomes").size());
    Run none = merge(place.toString(), "--kind=audit").endsWith(ExitCode.USAGE);
    assertTrue(none.err().contains("no result of kind 'audit' in " + place), none.err());
  }

  @Test
  void whatIsWrongIsSaidBeforeTheFirstRequest() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    world.resetCounts();
    assertUsage("need a name in common: --run=NAME", "--shard=0/3", results);
    assertUsage("--run: 'a b' is not", results, "--run=a b");
    assertUsage("say where", "--run=friday");
    assertUsage("is a file", "--results=" + file);
    assertUsage("'s3://bucket' is neither", "--results=s3://bucket");
    assertUsage("no result in ", merge(Files.createDirectory(place).toString()));
    Path result = directory.resolve("artifacts/result.json");
    world.reconcile("--artifacts=" + result.getParent());
    world.resetCounts();
    assertUsage("of files there are no other runs", merge(result.toString(), "--run=friday"));
    assertUsage("of files there are no other kinds", merge(result.toString(), "--kind=scrub"));
    assertUsage("'s3://bucket' is neither", merge("s3://bucket"));
    assertEquals(0, world.requests());
  }

  @Test
  void aResultThatCannotBeKeptIsSaidAndTheReportsAreWritten() throws IOException {
    Files.createDirectories(place);
    Path loop = Files.createSymbolicLink(place.resolve("loop"), Path.of("loop"));
    Path artifacts = directory.resolve("artifacts");
    Run run = world.reconcile("--results=" + loop.resolve("in"), "--artifacts=" + artifacts);
    run.endsWith(ExitCode.UNEXPECTED);
    assertTrue(run.err().contains("cannot keep the result in " + loop), run.err());
    assertTrue(Files.size(artifacts.resolve("result.json")) > 0);
  }

  @Test
  void aResultThatCannotBeKeptDoesNotHideThatSomethingIsLost() throws IOException {
    world.delete("eu.example/prod/app", app);
    world.delete("staging.example/team/app", app);
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Run run = world.reconcile("--confirm", "--max-missing=100", "--results=" + loop.resolve("in"));
    run.endsWith(ExitCode.PARTIAL);
    assertTrue(run.err().contains("cannot keep the result in " + loop), run.err());
  }

  @Test
  void aPlaceThatIsNotThereIsSaidBeforeTheFirstRequest() throws IOException {
    try (SilentBucket bucket = new SilentBucket()) {
      world.resetCounts();
      Run run = bucket.reconcile("gs://no-such-bucket/results", new StopSignal());
      run.endsWith(ExitCode.UNEXPECTED);
      assertTrue(
          run.err().contains("--results: gs://no-such-bucket: there is no such bucket"), run.err());
      assertEquals(0, world.requests());
    }
  }

  @Test
  void aStopWhileThePlaceIsSilentIsSaidLikeAnArtifactThatCouldNotBeWritten() throws IOException {
    Path artifacts = Files.createDirectories(directory.resolve("artifacts"));
    Files.createSymbolicLink(artifacts.resolve(".result.json.growing"), Path.of("/dev/full"));
    world.takeSnapshot();
    try (SilentBucket bucket = new SilentBucket()) {
      StopSignal stop = new StopSignal();
      Run run = bucket.reconcile("gs://results", stop, "--artifacts=" + artifacts);
      run.endsWith(ExitCode.UNEXPECTED);
      assertTrue(
          run.err().contains("cannot keep the result in gs://results/: the run was stopped"),
          run.err());
      assertTrue(run.err().contains("cannot write " + artifacts.resolve("result.json")), run.err());
    }
  }

  /** There is a bucket without objects; who writes has the run stopped, and is not answered. */
  private final class SilentBucket implements AutoCloseable {

    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private StopSignal stop;

    SilentBucket() throws IOException {
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        if (!exchange.getRequestMethod().equals("GET")) {
          stop.request();
          closing.await();
          return;
        }
        boolean known = exchange.getRequestURI().getPath().equals("/storage/v1/b/results/o");
        byte[] body = (known ? "{\"kind\":\"storage#objects\"}" : "{}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(known ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    Run reconcile(String place, StopSignal signal, String... more) {
      stop = signal;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      ImmutableMap<String, String> environment =
          ImmutableMap.of(GoogleAccess.EMULATOR, "http:/" + server.getAddress());
      String[] words = world.options(words(ImmutableList.of("--results=" + place), more));
      ExitCode code =
          new Cli(world.context(environment, out, err, stop))
              .run(words(ImmutableList.of("reconcile"), words));
      return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    @Override
    public void close() {
      closing.countDown();
      server.stop(0);
    }
  }

  private static JsonNode withoutArguments(Run run) {
    return ((ObjectNode) run.json()).without("arguments");
  }

  private void assertUsage(String because, String... more) {
    assertUsage(because, world.reconcile(more));
  }

  private static void assertUsage(String because, Run run) {
    assertTrue(run.endsWith(ExitCode.USAGE).err().contains(because), run.err());
  }

  private Run merge(String... words) {
    return world.run(words(ImmutableList.of("report", "merge"), words));
  }

  private static String[] words(ImmutableList<String> first, String... more) {
    return Stream.concat(first.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  private void shard(int index, String... more) {
    world.pass(Duration.ofSeconds(1));
    world
        .reconcile(words(ImmutableList.of("--confirm", "--shard=" + index + "/" + SHARDS), more))
        .endsWith(ExitCode.DONE);
  }

  private ImmutableSet<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .collect(ImmutableSet.toImmutableSet());
    }
  }
}
