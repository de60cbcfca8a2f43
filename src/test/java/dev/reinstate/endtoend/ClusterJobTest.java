package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import dev.reinstate.storage.FakeGcsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Indexed Job as it is deployed, on Kubernetes' own control plane: what becomes of its pods, of
 * the registries, and of the results.
 */
@Timeout(600)
final class ClusterJobTest {

  private static final String PODS = "/api/v1/namespaces/test-pods/pods";
  private static final String JOBS = "/apis/batch/v1/namespaces/test-pods/jobs";
  private static final String SNAPSHOTS = "k8s-artifacts-prod-snapshots";
  private static final String BUCKET = "k8s-artifacts-prod-reinstate";
  private static final ImmutableList<String> PLACES =
      ImmutableList.of("us.example/prod", "eu.example/prod/mirror");
  private static final int REPOSITORIES = 40;
  private static final int SHARDS = 8;

  /** What happens to some of the shards. */
  private static final int KILLED = 0;

  private static final int EVICTED = 1;
  private static final int LOST = 2;

  @TempDir private Path directory;
  private final List<SampleImage> images = new ArrayList<>();
  private Path thin;
  private World world;
  private FakeGcsServer storage;
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    Path binary = Cluster.binary();
    Assumptions.assumeTrue(FakeGcsServer.binary().isPresent(), "fake-gcs-server is not on PATH");
    storage = FakeGcsServer.start(FakeGcsServer.binary().orElseThrow(), SNAPSHOTS);
    storage.createBucket(BUCKET);
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    fill();
    cluster =
        Cluster.start(
            binary,
            directory.resolve("cluster"),
            ImmutableMap.of(
                "us-central1-docker.pkg.dev/k8s-staging-images/reinstate/reinstate",
                program(),
                "registry.k8s.io/git-sync/git-sync",
                gitSync()),
            ImmutableMap.of(GoogleAccess.EMULATOR, storage.host()));
    cluster.create("/api/v1/namespaces", named("Namespace", "test-pods"));
    for (JsonNode account :
        Container.documents(Path.of("job-config/cluster/service-accounts.yaml"))) {
      cluster.create("/api/v1/namespaces/test-pods/serviceaccounts", account);
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (AutoCloseable each : new AutoCloseable[] {cluster, world, storage}) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
    }
  }

  @Test
  void theDisasterJobRestoresWhatIsThereWhateverHappensToItsPods() throws Exception {
    world.wipe("us.example");
    world.wipe("eu.example");
    AtomicBoolean killed = new AtomicBoolean();
    AtomicBoolean evicted = new AtomicBoolean();
    world
        .registry("us.example")
        .latency()
        .set(
            target -> {
              if (isIn(KILLED, target)
                  && target.method().equals("PUT")
                  && target.endpoint() == Endpoint.MANIFEST
                  && killed.compareAndSet(false, true)) {
                kill(KILLED);
              }
              if (isIn(EVICTED, target) && evicted.compareAndSet(false, true)) {
                evict(EVICTED);
                return Duration.ofSeconds(3);
              }
              return Duration.ZERO;
            });
    String job = start("disaster");

    cluster.await(PODS, pod -> isOf(KILLED, pod) && code(pod) == ExitCode.REFUSED.value());
    storage.delete(BUCKET, "disaster.shard-%d-of-%d".formatted(KILLED, SHARDS));
    JsonNode ended = awaitEnd(job);

    assertEquals("0,1,3-7", ended.at("/status/completedIndexes").asText(), ended.toString());
    assertEquals("" + LOST, ended.at("/status/failedIndexes").asText());
    assertEquals("FailedIndexes", reason(ended));
    List<JsonNode> pods = cluster.list(PODS);
    assertEquals(ImmutableSet.of(137, 5, 0), codes(pods, KILLED), "killed, refused, done");
    assertEquals(ImmutableSet.of(4), codes(pods, LOST), "not tried again");
    assertEquals("2", lastAnnotation(pods, KILLED, "job-index-failure-count"));
    assertEquals("0", lastAnnotation(pods, EVICTED, "job-index-failure-count"));
    assertEquals("1", lastAnnotation(pods, EVICTED, "job-index-ignored-failure-count"));
    assertEquals(3, ended.at("/status/failed").asInt());
    assertRestored();

    Run merged = run("report", "merge", "gs://" + BUCKET + "/results", "--json");
    merged.endsWith(ExitCode.PARTIAL);
    assertFalse(merged.json().has("missingShards"), merged.err());
    assertEquals(SHARDS, merged.err().lines().filter(line -> line.startsWith("joins ")).count());
    String run = job + "." + ended.at("/metadata/uid").asText();
    assertTrue(merged.err().contains("." + run + ".json"), merged.err());
    assertTrue(merged.err().contains("! lost "), merged.err());
    for (int i = 0; i < SHARDS; i++) {
      assertTrue(
          Files.isRegularFile(
              directory.resolve("cluster/buckets/" + BUCKET + "/" + i + "/report.html")));
    }
  }

  @Test
  void manifestsThatNoShardCanReadEndTheJob() throws Exception {
    Files.writeString(
        thin.resolve("images/k8s-staging-team/images.yaml"),
        "- {name: app-0, dmap: {\"sha256:short\": [\"v1\"]}}\n");
    JsonNode ended = awaitEnd(start("disaster"));
    assertEquals("PodFailurePolicy", reason(ended), ended.toString());
    assertEquals("", ended.at("/status/completedIndexes").asText());
    assertTrue(cluster.list(PODS).stream().anyMatch(pod -> code(pod) == ExitCode.USAGE.value()));
  }

  @Test
  void theScrubOfEverythingHealsAndFailsTheIndexOfWhatIsLost() throws Exception {
    SampleImage broken = images.get(7);
    world.contents("eu.example").deleteBlobsOf("prod/mirror/app-7", broken.digest());
    JsonNode ended = awaitEnd(start("scrub"));
    int failed =
        IntStream.range(0, 4).filter(i -> new Shard(i, 4).has(lost())).findFirst().orElseThrow();
    assertEquals("FailedIndexes", reason(ended), ended.toString());
    assertEquals("" + failed, ended.at("/status/failedIndexes").asText());
    assertEquals(3, ended.at("/status/succeeded").asInt());
    for (DescriptorDigest blob : broken.blobs().keySet()) {
      assertTrue(world.contents("eu.example").blob("prod/mirror/app-7", blob).isPresent());
    }
    Run merged = run("report", "merge", "gs://" + BUCKET + "/results");
    merged.endsWith(ExitCode.PARTIAL);
    assertTrue(merged.err().contains(".scrub.shard-3-of-4."), merged.err());
  }

  /** As a human does: reads the file, deletes a line, creates the job. */
  private String start(String name) throws IOException, InterruptedException {
    JsonNode job = Container.documents(Path.of("job-config/cluster", name + ".yaml")).getFirst();
    ArrayNode words = (ArrayNode) job.at("/spec/template/spec/containers/0/args");
    for (int i = words.size() - 1; i >= 0; i--) {
      if (words.get(i).asText().equals("--dry-run")) {
        words.remove(i);
      }
    }
    return cluster.create(JOBS, job).at("/metadata/name").asText();
  }

  private JsonNode awaitEnd(String job) throws IOException, InterruptedException {
    return cluster.await(
        JOBS, seen -> seen.at("/metadata/name").asText().equals(job) && !reason(seen).isEmpty());
  }

  /** Why a job ended; empty while it has not. */
  private static String reason(JsonNode job) {
    for (JsonNode condition : job.at("/status/conditions")) {
      if (condition.path("type").asText().matches("Failed|Complete")
          && condition.path("status").asText().equals("True")) {
        return condition.path("reason").asText();
      }
    }
    return "";
  }

  private static boolean isOf(int shard, JsonNode pod) {
    return annotation(pod, "job-completion-index").equals("" + shard);
  }

  private static String annotation(JsonNode pod, String name) {
    return pod.at("/metadata/annotations").path("batch.kubernetes.io/" + name).asText();
  }

  /** That of the pod that was made last. */
  private static String lastAnnotation(List<JsonNode> pods, int shard, String name) {
    return pods.stream()
        .filter(pod -> isOf(shard, pod))
        .reduce((one, other) -> created(one).compareTo(created(other)) > 0 ? one : other)
        .map(pod -> annotation(pod, name))
        .orElse("");
  }

  private static String created(JsonNode pod) {
    return pod.at("/metadata/creationTimestamp").asText();
  }

  /** What the process of a pod ended with; -1 while it has not. */
  private static int code(JsonNode pod) {
    return pod.at("/status/containerStatuses/0/state/terminated/exitCode").asInt(-1);
  }

  private static ImmutableSet<Integer> codes(List<JsonNode> pods, int shard) {
    return pods.stream()
        .filter(pod -> isOf(shard, pod))
        .map(ClusterJobTest::code)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean isIn(int shard, Target target) {
    return target.repository().contains("app-")
        && new Shard(shard, SHARDS).has(target.repository().replaceFirst(".*/", ""));
  }

  private void kill(int shard) {
    try {
      String pid = Files.readString(directory.resolve("pid-" + shard)).strip();
      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void evict(int shard) {
    try {
      for (JsonNode pod : cluster.list(PODS)) {
        if (isOf(shard, pod)) {
          String name = pod.at("/metadata/name").asText();
          ObjectNode eviction = named("Eviction", name).put("apiVersion", "policy/v1");
          cluster.create(PODS + "/" + name + "/eviction", eviction);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ObjectNode named(String kind, String name) {
    ObjectNode object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  private void assertRestored() {
    for (String place : PLACES) {
      String host = place.substring(0, place.indexOf('/'));
      String path = place.substring(place.indexOf('/') + 1);
      for (int i = 0; i < REPOSITORIES; i++) {
        assertEquals(
            Optional.of(images.get(i).digest()),
            world.contents(host).resolve(path + "/app-" + i, "v1"),
            place + "/app-" + i);
      }
    }
  }

  /** Which repository is said to have an image that nobody has. */
  private static String lost() {
    return IntStream.range(0, REPOSITORIES)
        .mapToObj(i -> "app-" + i)
        .filter(new Shard(LOST, SHARDS)::has)
        .findFirst()
        .orElseThrow();
  }

  /** Images everywhere and in the snapshot; then one is promoted that nobody has. */
  private void fill() throws IOException {
    SampleImages samples = new SampleImages(71);
    for (int i = 0; i < REPOSITORIES; i++) {
      images.add(samples.oci(60, 30));
      for (String place : PLACES) {
        world.put(place + "/app-" + i, images.get(i), "v1");
      }
    }
    world.registry("staging.example");
    thin = directory.resolve("thin");
    writeManifests("");
    run("snapshot", "take", "--snapshot=gs://" + SNAPSHOTS, "--thin-manifest-dir=" + thin)
        .endsWith(ExitCode.DONE);
    String nowhere = samples.oci(50).digest().toString();
    writeManifests("- {name: %s, dmap: {\"%s\": [\"gone\"]}}\n".formatted(lost(), nowhere));
  }

  private void writeManifests(String more) throws IOException {
    Path manifests = Files.createDirectories(thin.resolve("manifests/k8s-staging-team"));
    Path listed = Files.createDirectories(thin.resolve("images/k8s-staging-team"));
    Files.writeString(
        manifests.resolve("promoter-manifest.yaml"),
        PLACES.stream()
            .map(place -> "- name: " + place + "\n")
            .collect(
                Collectors.joining(
                    "", "registries:\n- name: staging.example/team\n  src: true\n", "")));
    Files.writeString(
        listed.resolve("images.yaml"),
        IntStream.range(0, REPOSITORIES)
            .mapToObj(
                i ->
                    "- {name: app-%d, dmap: {\"%s\": [\"v1\"]}}\n"
                        .formatted(i, images.get(i).digest()))
            .collect(Collectors.joining("", "", more)));
  }

  /** In the place of our image: the classes under test, and where the registries are. */
  private Path program() throws IOException {
    String words =
        Stream.concat(World.program().stream(), Stream.of("\"$@\""))
            .map(word -> word.startsWith("\"") ? word : "'" + word + "'")
            .collect(Collectors.joining(" "));
    String rewrites =
        world.rewrites().stream().map(word -> " '" + word + "'").collect(Collectors.joining());
    return script(
        "reinstate",
        "echo $$ >'%s/pid-'\"$JOB_COMPLETION_INDEX\"\ncd '%s' && exec %s%s\n"
            .formatted(directory, Path.of("").toAbsolutePath(), words, rewrites));
  }

  /** In the place of git-sync's: manifests are where it puts its checkout. */
  private Path gitSync() throws IOException {
    return script(
        "git-sync",
        """
        for word; do
          case $word in
            --root=*) root=${word#*=} ;;
            --link=*) link=${word#*=} ;;
          esac
        done
        mkdir -p "$root/$link" && cp -R '%s' "$root/$link/registry.k8s.io"
        """
            .formatted(thin));
  }

  private Path script(String name, String body) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Run run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        new Cli(
                world.context(
                    ImmutableMap.of(GoogleAccess.EMULATOR, storage.host()),
                    out,
                    err,
                    new StopSignal()))
            .run(Stream.concat(Stream.of(words), world.rewrites().stream()).toArray(String[]::new));
    return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
  }
}
