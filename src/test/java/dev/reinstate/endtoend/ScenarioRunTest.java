package dev.reinstate.endtoend;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.plan.Plan;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.scenario.PlanText;
import dev.reinstate.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every scenario through the command line, from real snapshots, manifests and registries. */
final class ScenarioRunTest {

  private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

  /** Its mirror would have to tell of an untagged image that nobody knew to ask it for. */
  private static final String NEEDS_DIGESTS = "87-source-child-from-mirror";

  /** Only a registry that takes an index without its children can be given it back. */
  private static final String NEEDS_LENIENCE = "91-sparse-index-missing";

  @TempDir private Path directory;

  /** A registry that tells digests, and refuses manifests whose blobs it lacks. */
  @TestFactory
  Stream<DynamicTest> runsEveryScenarioAgainstRegistriesWithGooglesListing() throws IOException {
    EmbeddedRegistryOptions options =
        EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES);
    return scenarios(
        folder -> !folder.endsWith(NEEDS_LENIENCE),
        (folder, scenario) -> check(folder, scenario, options, any -> true));
  }

  /** A registry that lists names of tags only, and takes any manifest. */
  @TestFactory
  Stream<DynamicTest> runsEveryScenarioAgainstRegistriesWithPlainListing() throws IOException {
    EmbeddedRegistryOptions options =
        EmbeddedRegistryOptions.defaults().withListing(ListingStyle.OCI);
    return scenarios(
        folder -> !folder.endsWith(NEEDS_DIGESTS),
        (folder, scenario) -> check(folder, scenario, options, ScenarioRunTest::isSeenByName));
  }

  /** Strangers, of which such a listing shows the tag at most. */
  private static boolean isSeenByName(String line) {
    return !line.startsWith("extra ") && !line.startsWith("seen: ");
  }

  private interface Check {
    void run(Path folder, Scenario scenario) throws IOException;
  }

  private static Stream<DynamicTest> scenarios(Predicate<Path> which, Check check)
      throws IOException {
    try (Stream<Path> found = Files.list(SCENARIOS)) {
      return found.filter(Files::isDirectory).filter(which).sorted().toList().stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(
                      folder.getFileName().toString(),
                      () -> check.run(folder, Scenario.read(folder))));
    }
  }

  private void check(
      Path folder, Scenario scenario, EmbeddedRegistryOptions options, Predicate<String> comparable)
      throws IOException {
    Path own = Files.createTempDirectory(directory, "scenario");
    try (ScenarioWorld staged = new ScenarioWorld(scenario, own, options)) {
      Plan plan = dryRunChangesNothing(staged);
      assertEquals(
          lines(Files.readString(folder.resolve("plan.txt")), comparable),
          lines(new PlanText(staged.symbols()).of(plan), comparable),
          scenario.title());
      confirmedRunDoesEverything(staged, plan);
      Plan next = staged.world().reconcile(staged.options("--json")).plan().plan();
      assertEquals(ImmutableList.of(), next.actions(), "still to do after a confirmed run");
      assertEquals(plan.needsHuman(), next.needsHuman());
    }
  }

  private static Plan dryRunChangesNothing(ScenarioWorld staged) {
    World world = staged.world();
    var before = world.state();
    Run dry = world.reconcile(staged.options("--json"));
    Plan plan = dry.plan().plan();
    dry.endsWith(plan.needsHuman() ? ExitCode.PARTIAL : ExitCode.DONE);
    assertEquals(before, world.state());
    assertEquals(world.requests(), world.requests("GET") + world.requests("HEAD"));
    return plan;
  }

  private static void confirmedRunDoesEverything(ScenarioWorld staged, Plan plan) {
    World world = staged.world();
    var before = world.state();
    Run confirmed = world.reconcile(staged.options("--json", "--confirm"));
    confirmed.endsWith(plan.needsHuman() ? ExitCode.PARTIAL : ExitCode.DONE);
    assertEquals(Collections.nCopies(plan.actions().size(), "done"), confirmed.plan().outcomes());
    if (plan.actions().isEmpty()) {
      assertEquals(before, world.state());
    }
    assertTrue(Losses.between(before, world.state()).isEmpty());
  }

  private static ImmutableList<String> lines(String plan, Predicate<String> comparable) {
    return plan.lines()
        .filter(comparable)
        .map(line -> line.replaceAll(", untagged strangers \\d+", ""))
        .collect(toImmutableList());
  }
}
