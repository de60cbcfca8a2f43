package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.reinstate.cli.Shutdown;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.option.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Prow jobs as they are deployed: that they start, and that none can do what it must not. */
final class JobConfigTest {

  /** Prow removes older pods: sinker's max_pod_age on prow.k8s.io. */
  private static final Duration MAX_POD_AGE = Duration.ofDays(2);

  /** What {@link Shutdown} may take between a signal and the end. */
  private static final Duration TO_STOP = Duration.ofMinutes(11);

  /** What a scrub may take once its budget is used up: to finish, to heal, to look again. */
  private static final Duration TO_HEAL = Duration.ofHours(2);

  static List<ProwJob> jobs() throws IOException {
    return ProwJob.all();
  }

  @Test
  void theJobsAreThese() throws IOException {
    assertEquals(
        List.of(
            "ci-k8sio-reinstate",
            "ci-k8sio-reinstate-drill",
            "ci-k8sio-reinstate-scrub",
            "ci-k8sio-reinstate-scrub-bytes",
            "ci-k8sio-reinstate-snapshot",
            "post-k8sio-reinstate",
            "pull-k8sio-reinstate"),
        jobs().stream().map(ProwJob::name).sorted().toList());
    assertEquals(1, values("/spec/containers/0/image").size(), "all run one image");
    assertEquals(ImmutableSet.of("", "k8sio-image-promo"), values("/job_queue_name"));
  }

  private static ImmutableSet<String> values(String pointer) throws IOException {
    return jobs().stream().map(job -> job.text(pointer)).collect(ImmutableSet.toImmutableSet());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void startsAsTheImageDoes(ProwJob job) throws IOException {
    assertTrue(job.node().path("decorate").asBoolean());
    assertEquals(Container.entrypoint(), job.container().command());
    assertFalse(job.container().image().matches(".*:latest|[^:]*"), job.container().image());
    assertTrue(
        ImmutableSet.of("reconcile", "scrub", "snapshot take", "snapshot drill")
            .contains(job.command().name()));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void endsBeforeProwEndsIt(ProwJob job) {
    Duration timeout = job.duration("/decoration_config/timeout");
    Duration grace = job.duration("/decoration_config/grace_period");
    assertTrue(timeout.plus(grace).compareTo(MAX_POD_AGE) < 0, timeout + " and " + grace);
    assertTrue(grace.compareTo(TO_STOP) > 0, grace.toString());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void asksForWhatItUsesAndShowsItself(ProwJob job) {
    JsonNode resources = job.container().node().path("resources");
    assertTrue(resources.at("/requests/memory").isTextual());
    assertTrue(resources.at("/requests/cpu").isTextual());
    assertEquals(resources.path("requests"), resources.path("limits"));
    assertFalse(job.text("/annotations/testgrid-dashboards").isEmpty());
    assertEquals(job.name(), job.text("/annotations/testgrid-tab-name"));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void onlyAPresubmitRunsUnreviewedManifestsAndItCanWriteNothing(ProwJob job) {
    assertEquals(job.isPresubmit(), job.command().value("--changed-since").equals("auto"));
    assertEquals(job.isPresubmit(), job.text("/spec/serviceAccountName").isEmpty());
    if (job.isPresubmit()) {
      assertFalse(job.command().has("--confirm"));
      assertFalse(job.node().at("/spec/automountServiceAccountToken").asBoolean(true));
      assertEquals("k8s-infra-prow-build", job.text("/cluster"));
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void whatHasCredentialsRunsAloneAndOnTheTrustedCluster(ProwJob job) throws IOException {
    if (job.text("/spec/serviceAccountName").isEmpty()) {
      return;
    }
    assertEquals("k8s-infra-prow-build-trusted", job.text("/cluster"));
    assertEquals(1, job.node().path("max_concurrency").asInt());
    assertEquals("k8sio-image-promo", job.text("/job_queue_name"));
    assertTrue(serviceAccounts().contains(job.text("/spec/serviceAccountName")));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void whatWritesHoldsTheLeaseAndHasTheSnapshot(ProwJob job) {
    ParsedCommand command = job.command();
    if (command.has("--confirm")) {
      assertEquals("gs://k8s-artifacts-prod-reinstate/lease", command.value("--lease"));
      assertEquals("k8s-infra-reinstate", job.text("/spec/serviceAccountName"));
    }
    if (!job.isPresubmit()) {
      assertEquals("gs://k8s-artifacts-prod-snapshots", command.value("--snapshot"));
    }
    assertFalse(command.has("--allow-tag-moves"), "a human's decision");
    assertFalse(command.has("--approve"), "a human's decision");
    assertTrue(requestsPerSecond(command) <= 50);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void hasTheManifestsItReads(ProwJob job) {
    boolean reads = job.command().has("--thin-manifest-dir");
    if (job.isPeriodic()) {
      assertEquals(reads, job.text("/extra_refs/0/repo").equals("k8s.io"));
      assertFalse(job.text("/cron").isEmpty());
      return;
    }
    assertTrue(reads);
    Pattern trigger = Pattern.compile(job.text("/run_if_changed"));
    String directory = job.command().value("--thin-manifest-dir");
    assertTrue(trigger.matcher(directory + "/images/k8s-staging-a/images.yaml").find());
    assertTrue(trigger.matcher(directory + "/manifests/a/promoter-manifest.yaml").find());
    assertFalse(trigger.matcher(directory + "/README.md").find());
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aScrubEndsByItselfBeforeProwEndsIt(ProwJob job) {
    if (job.command().name().equals("scrub")) {
      Duration budget = Quantity.duration(job.command().value("--for"));
      Duration timeout = job.duration("/decoration_config/timeout");
      assertTrue(timeout.compareTo(budget.plus(TO_HEAL)) >= 0, timeout + " and " + budget);
      assertTrue(job.command().has("--confirm"), "found at night, healed at night");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disaster", "scrub"})
  void anIndexedJobCoversEverythingOnceWithinOneQuota(String name) throws IOException {
    JsonNode spec = indexed(name).path("spec");
    ParsedCommand command = Container.onlyOneOf(spec.at("/template/spec")).parsed();
    int shards = spec.path("completions").asInt();
    assertEquals("Indexed", spec.path("completionMode").asText());
    assertEquals("auto/" + shards, command.value("--shard"));
    assertFalse(command.has("--total-rate"), "would slow sources and mirrors as well");
    assertFalse(command.has("--rate"), "would be that of each");
    assertTrue(command.value("--artifacts").endsWith("$(JOB_COMPLETION_INDEX)"));
    assertFalse(command.value("--lease").contains("$"), "a shard finds those of the others");
    assertFalse(command.value("--results").contains("$"), "one merge finds all");
    assertEquals("$(JOB_NAME).$(JOB_UID)", command.value("--run"), "no name comes again");
    JsonNode variables = spec.at("/template/spec/containers/0/env");
    assertLabel("JOB_NAME", "job-name", variables.path(0));
    assertLabel("JOB_UID", "controller-uid", variables.path(1));
    assertTrue(command.has("--dry-run"), "a human deletes this");
  }

  private static void assertLabel(String name, String label, JsonNode variable) {
    assertEquals(name, variable.path("name").asText());
    assertEquals(
        "metadata.labels['batch.kubernetes.io/" + label + "']",
        variable.at("/valueFrom/fieldRef/fieldPath").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"disaster", "scrub"})
  void anIndexedJobIsOurImageStartedAndStoppedAsTheOthersAre(String name) throws IOException {
    JsonNode pod = indexed(name).at("/spec/template/spec");
    Container container = Container.onlyOneOf(pod);
    assertEquals(jobs().getFirst().container().image(), container.image());
    assertEquals(Container.entrypoint(), container.command());
    assertTrue(
        pod.path("terminationGracePeriodSeconds").asLong() > TO_STOP.toSeconds(), pod.toString());
    assertTrue(serviceAccounts().contains(pod.path("serviceAccountName").asText()));
    assertEquals("Never", pod.path("restartPolicy").asText());
  }

  @Test
  void indexedJobsHaveNothingInCommonThatOneWouldTakeFromTheOther() throws IOException {
    for (String option : List.of("--lease", "--artifacts")) {
      assertNotEquals(commandOf("disaster").value(option), commandOf("scrub").value(option));
    }
    assertEquals("reconcile", commandOf("disaster").name());
    assertEquals("scrub", commandOf("scrub").name());
    Duration budget = Quantity.duration(commandOf("scrub").value("--for"));
    long deadline = indexed("scrub").at("/spec/activeDeadlineSeconds").asLong();
    assertTrue(deadline >= budget.plus(TO_HEAL).toSeconds(), deadline + " and " + budget);
  }

  private static ParsedCommand commandOf(String name) throws IOException {
    return Container.onlyOneOf(indexed(name).at("/spec/template/spec")).parsed();
  }

  @Test
  void theDisasterJobKnowsWhatEachExitCodeMeans() throws IOException {
    assertCodes("disaster", ImmutableSet.of(ExitCode.PARTIAL.value()));
  }

  @Test
  void theScrubOfEverythingDoesNotBeginAgainForWhatItFound() throws IOException {
    assertCodes("scrub", ImmutableSet.of(ExitCode.DRIFT.value(), ExitCode.PARTIAL.value()));
  }

  /**
   * What each exit code of a shard does.
   *
   * @param found those of a shard that did its work and needs a human
   */
  private static void assertCodes(String name, ImmutableSet<Integer> found) throws IOException {
    JsonNode rules = indexed(name).at("/spec/podFailurePolicy/rules");
    assertEquals("DisruptionTarget", rules.at("/0/onPodConditions/0/type").asText());
    assertEquals(ImmutableSet.of(ExitCode.USAGE.value()), codes(rules, "FailJob"));
    assertEquals(found, codes(rules, "FailIndex"));
    assertEquals(
        ImmutableSet.of(ExitCode.UNEXPECTED.value(), ExitCode.REFUSED.value()),
        codes(rules, "Count"));
    for (JsonNode rule : rules) {
      assertTrue(
          rule.at("/onExitCodes/containerName").asText("reinstate").matches("reinstate|"),
          rule.toString());
    }
  }

  private static ImmutableSet<Integer> codes(JsonNode rules, String action) {
    return Streams.stream(rules)
        .filter(rule -> rule.path("action").asText().equals(action))
        .flatMap(rule -> Streams.stream(rule.at("/onExitCodes/values")))
        .map(JsonNode::asInt)
        .collect(ImmutableSet.toImmutableSet());
  }

  @Test
  void eachServiceAccountIsAnotherOneOfGoogles() throws IOException {
    ImmutableList<JsonNode> accounts =
        Container.documents(Path.of("job-config/cluster/service-accounts.yaml"));
    ImmutableSet<String> names = serviceAccounts();
    assertEquals(accounts.size(), names.size());
    for (JsonNode account : accounts) {
      String google = account.at("/metadata/annotations").path(WORKLOAD_IDENTITY).asText();
      assertTrue(google.startsWith(account.at("/metadata/name").asText() + "@"), google);
    }
    assertNotEquals(0, accounts.size());
    Stream<String> used = jobs().stream().map(job -> job.text("/spec/serviceAccountName"));
    assertEquals(names, used.filter(name -> !name.isEmpty()).collect(Collectors.toSet()));
  }

  private static final String WORKLOAD_IDENTITY = "iam.gke.io/gcp-service-account";

  private static ImmutableSet<String> serviceAccounts() throws IOException {
    return Container.documents(Path.of("job-config/cluster/service-accounts.yaml")).stream()
        .map(account -> account.at("/metadata/name").asText())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static JsonNode indexed(String name) throws IOException {
    return Container.documents(Path.of("job-config/cluster", name + ".yaml")).getFirst();
  }

  private static double requestsPerSecond(ParsedCommand command) {
    return Double.parseDouble(command.value("--rate"));
  }
}
