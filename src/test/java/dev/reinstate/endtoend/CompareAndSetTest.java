package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody else writes a tag after the plan was made and before it is applied. */
final class CompareAndSetTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";

  private final SampleImages samples = new SampleImages(11);
  private final SampleImage good = samples.oci(300);
  private final SampleImage moved = samples.oci(300);
  private final SampleImage theirs = samples.oci(300);

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promoteAndTakeSnapshot() throws IOException {
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    world.registry("staging.example");
    world.manifest("staging.example/team", HOST + "/prod").promote("app", good.digest(), "v1");
    world.put(HOST + "/" + PATH, good, "v1");
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.put(HOST + "/" + PATH, moved);
    world.put(HOST + "/" + PATH, theirs);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void aMovedTagThatMovesAgainIsLeftAloneAndReported() {
    world.contents(HOST).tag(PATH, "v1", moved.digest());
    whileApplying(target -> isManifest(target, "GET", good.digest().toString()));
    assertLeftAlone("now " + theirs.digest());
  }

  @Test
  void aMissingTagThatSomebodyElseGivesIsLeftAloneAndReported() {
    world.contents(HOST).untag(PATH, "v1");
    whileApplying(target -> isManifest(target, "GET", good.digest().toString()));
    assertLeftAlone("now " + theirs.digest());
  }

  @Test
  void aRestoredImageDoesNotTakeItsTagBackFromSomebodyElse() {
    world.delete(HOST + "/" + PATH, good);
    whileApplying(target -> target.endpoint() == Endpoint.UPLOADS);
    assertLeftAlone("the image is back, but");
    assertTrue(world.contents(HOST).manifest(PATH, good.digest()).isPresent());
  }

  /** What is left is the tag; also where results are joined. */
  @Test
  void anImageThatIsBackIsNotLeftToDo() throws IOException {
    world.delete(HOST + "/" + PATH, good);
    whileApplying(target -> target.endpoint() == Endpoint.UPLOADS);
    Path artifacts = directory.resolve("artifacts");
    Run run = world.reconcile("--confirm", "--artifacts=" + artifacts).endsWith(ExitCode.PARTIAL);
    assertTrue(run.out().contains("1 done, 1 left to do after this run."), run.out());
    assertTrue(run.out().contains("tags left alone: the image is back"), run.out());

    Path result = artifacts.resolve("result.json");
    JsonNode left = new ObjectMapper().readTree(result.toFile()).at("/verified/actions");
    assertEquals("move-tag", Iterables.getOnlyElement(left).get("kind").asText());

    Run merged = world.run("report", "merge", result.toString()).endsWith(ExitCode.PARTIAL);
    assertTrue(merged.out().contains("1 done, 1 left to do after this run."), merged.out());
  }

  static Stream<Fault> refusals() {
    return Stream.of(
        new Fault.Refusal(503, "UNAVAILABLE"),
        new Fault.Refusal(429, "TOOMANYREQUESTS"),
        new Fault.LostRequest());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aTagThatMovesAgainBetweenTwoAttemptsIsLeftAloneAndReported(Fault fault) {
    world.contents(HOST).tag(PATH, "v1", moved.digest());
    betweenAttempts(fault);
    assertLeftAlone("now " + theirs.digest());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aMissingTagThatSomebodyElseGivesBetweenTwoAttemptsIsLeftAlone(Fault fault) {
    world.contents(HOST).untag(PATH, "v1");
    betweenAttempts(fault);
    assertLeftAlone("now " + theirs.digest());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRestoredImageDoesNotTakeItsTagBackBetweenTwoAttempts(Fault fault) {
    world.delete(HOST + "/" + PATH, good);
    betweenAttempts(fault);
    assertLeftAlone("the image is back, but");
    assertTrue(world.contents(HOST).manifest(PATH, good.digest()).isPresent());
  }

  @Test
  void anAttemptWhoseAnswerWasLostIsDoneAndNotRepeated() {
    world.contents(HOST).tag(PATH, "v1", moved.digest());
    world.registry(HOST).faults().times(1, CompareAndSetTest::isPutOfTag, new Fault.LostReply());
    world.registry(HOST).counts().reset();
    Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.DONE);
    assertEquals(ImmutableList.of("done"), run.plan().outcomes());
    assertEquals(1, world.registry(HOST).counts().of("PUT"));
  }

  @Test
  void aTagThatSomebodyElsePutsRightCountsAsDone() {
    world.contents(HOST).tag(PATH, "v1", moved.digest());
    whenSeen(
        target -> isManifest(target, "GET", good.digest().toString()),
        () -> world.contents(HOST).tag(PATH, "v1", good.digest()));
    world.registry(HOST).counts().reset();
    Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.DONE);
    assertEquals(ImmutableList.of("done"), run.plan().outcomes());
    assertEquals(0, world.registry(HOST).counts().of("PUT"));
  }

  private void assertLeftAlone(String detail) {
    Run run = world.reconcile("--confirm", "--json").endsWith(ExitCode.PARTIAL);
    assertEquals(ImmutableList.of("skipped"), run.plan().outcomes());
    String said = Iterables.getOnlyElement(run.json().get("outcomes")).get("detail").asText();
    assertTrue(said.contains(detail), said);
    assertTrue(said.contains("changed since the plan was made"), said);
    assertTrue(run.err().contains(said), run.err());
    assertEquals(Optional.of(theirs.digest()), world.contents(HOST).resolve(PATH, "v1"));
  }

  /** Longer after the plan's listing than a listing may stand for a look. */
  private void whileApplying(Predicate<Target> moment) {
    whenSeen(
        moment,
        () -> {
          world.contents(HOST).tag(PATH, "v1", theirs.digest());
          world.pass(Duration.ofSeconds(5));
        });
  }

  /** The first attempt fails, and then somebody else writes the tag. */
  private void betweenAttempts(Fault fault) {
    world.registry(HOST).faults().times(1, CompareAndSetTest::isPutOfTag, fault);
    AtomicBoolean first = new AtomicBoolean(true);
    whenSeen(
        target -> isPutOfTag(target) && first.getAndSet(false),
        () -> world.contents(HOST).tag(PATH, "v1", theirs.digest()));
  }

  private static boolean isPutOfTag(Target target) {
    return isManifest(target, "PUT", "v1");
  }

  /** The registry hands every request to its latency first, which is where somebody else acts. */
  private void whenSeen(Predicate<Target> moment, Runnable act) {
    world
        .registry(HOST)
        .latency()
        .set(
            target -> {
              if (moment.test(target)) {
                act.run();
              }
              return Duration.ZERO;
            });
  }

  private static boolean isManifest(Target target, String method, String reference) {
    return target.endpoint() == Endpoint.MANIFEST
        && target.method().equals(method)
        && target.reference().equals(reference);
  }
}
