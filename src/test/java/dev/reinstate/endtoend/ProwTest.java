package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The jobs as Prow's own programs understand them. */
final class ProwTest {

  private static final ProwTools.Refs REFS = new ProwTools.Refs("0123abc", "4567def");

  @TempDir private Path directory;
  private ProwTools prow;

  @BeforeAll
  static void findProw() {
    ProwTools.require();
  }

  static List<ProwJob> jobs() throws IOException {
    return ProwJob.all();
  }

  @BeforeEach
  void configure() throws IOException {
    prow = ProwTools.in(directory);
  }

  @Test
  void nothingIsWrongWithThem() throws Exception {
    OtherClient.Ended checked = prow.checkconfig();
    assertEquals(0, checked.code(), checked.err());
    assertTrue(checked.err().contains("checkconfig passes without any error"), checked.err());
  }

  /** That it looks at these files at all. */
  @ParameterizedTest
  @CsvSource({
    "cluster: k8s-infra-prow-build, closter: k8s-infra-prow-build, closter",
    "timeout: 30m, timeout: 30 minutes, time",
    "decorate: true, decorate: false, decoration config",
    "run_if_changed:, skip_if_only_changed: a\\n    run_if_changed:, declares"
  })
  void whatIsWrongIsFound(String right, String wrong, String said) throws Exception {
    Path file = prow.jobs().resolve("reinstate-presubmits.yaml");
    String text = Files.readString(file);
    assertTrue(text.contains(right), text);
    Files.writeString(file, text.replace(right, wrong.replace("\\n", "\n")));
    OtherClient.Ended checked = prow.checkconfig();
    assertNotEquals(0, checked.code());
    assertTrue(checked.err().contains(said), checked.err());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aJobBecomesAProwJob(ProwJob job) throws Exception {
    JsonNode made = prow.pod(job, REFS).job();
    assertEquals("ProwJob", made.path("kind").asText());
    assertEquals(job.name(), made.at("/spec/job").asText());
    assertEquals(job.kind(), made.at("/spec/type").asText() + "s");
    assertEquals(job.text("/cluster"), made.at("/spec/cluster").asText());
    assertEquals(job.text("/job_queue_name"), made.at("/spec/job_queue_name").asText());
    assertEquals(
        job.node().path("max_concurrency").asInt(), made.at("/spec/max_concurrency").asInt());
    assertEquals(job.node().path("annotations"), withoutProws(made.at("/metadata/annotations")));
  }

  private static JsonNode withoutProws(JsonNode annotations) {
    ObjectNode own = annotations.deepCopy();
    own.properties().removeIf(annotation -> annotation.getKey().startsWith("prow.k8s.io/"));
    return own;
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void itsPodStartsOurCommandAndStopsItInTime(ProwJob job) throws Exception {
    ProwPod pod = prow.pod(job, REFS);
    JsonNode options = pod.options(ProwPod.TEST, "ENTRYPOINT_OPTIONS");
    JsonNode given = job.container().node();
    assertEquals(
        Stream.of("command", "args")
            .flatMap(words -> Container.strings(given.path(words)).stream())
            .toList(),
        Container.strings(options.path("args")));
    Duration grace = job.duration("/decoration_config/grace_period");
    assertEquals(
        job.duration("/decoration_config/timeout").toNanos(), options.path("timeout").asLong());
    assertEquals(grace.toNanos(), options.path("grace_period").asLong());
    assertTrue(
        pod.pod().at("/spec/terminationGracePeriodSeconds").asLong() > grace.toSeconds(),
        pod.pod().toString());
    assertEquals(given.path("image"), pod.container(ProwPod.TEST).path("image"));
    assertEquals(given.path("resources"), pod.container(ProwPod.TEST).path("resources"));
    assertEquals(
        job.text("/spec/serviceAccountName"), pod.pod().at("/spec/serviceAccountName").asText());
    assertEquals(
        job.isPresubmit(), !pod.pod().at("/spec/automountServiceAccountToken").asBoolean(true));
    assertEquals("Never", pod.pod().at("/spec/restartPolicy").asText());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void itFindsTheManifestsAndWhatItIsToldOfTheChange(ProwJob job) throws Exception {
    ProwPod pod = prow.pod(job, REFS);
    ImmutableMap<String, String> variables = pod.environment(ProwPod.TEST);
    assertEquals("/logs/artifacts", variables.get("ARTIFACTS"));
    assertEquals("true", variables.get("CI"));
    assertEquals(job.name(), variables.get("JOB_NAME"));
    assertEquals(job.kind(), variables.get("JOB_TYPE") + "s");
    assertEquals(job.isPeriodic() ? null : REFS.base(), variables.get("PULL_BASE_SHA"), job.kind());
    assertEquals(job.isPresubmit() ? REFS.pull() : null, variables.get("PULL_PULL_SHA"));
    String checkout =
        job.command().has("--thin-manifest-dir")
            ? "/home/prow/go/src/github.com/kubernetes/k8s.io"
            : "";
    assertEquals(checkout, pod.container(ProwPod.TEST).path("workingDir").asText());
  }

  /** {@code sidecar} takes {@code finished.json} from what we call {@code metadata.json}. */
  @ParameterizedTest
  @MethodSource("jobs")
  void whatItLeavesIsUploaded(ProwJob job) throws Exception {
    JsonNode options = prow.pod(job, REFS).options(ProwPod.SIDECAR, "SIDECAR_OPTIONS");
    assertEquals(List.of("/logs/artifacts"), Container.strings(options.at("/gcs_options/items")));
    assertEquals("/logs/artifacts/metadata.json", options.at("/entries/0/metadata_file").asText());
  }
}
