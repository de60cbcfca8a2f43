package dev.reinstate.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every scenario against the pure planner; {@code -Dscenarios.update=true} rewrites the plans. */
final class ScenarioTest {

  private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

  @TestFactory
  Stream<DynamicTest> plansEveryScenarioAsItsGoldenSays() throws IOException {
    List<Path> folders;
    try (Stream<Path> found = Files.list(SCENARIOS)) {
      folders = found.filter(Files::isDirectory).sorted().toList();
    }
    assertFalse(folders.isEmpty(), "no scenarios in " + SCENARIOS);
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  private static void check(Path folder) throws IOException {
    Scenario scenario = Scenario.read(folder);
    Symbols symbols = Symbols.invented(scenario);
    Plan plan = Planner.plan(new ScenarioStates(scenario, symbols).input());
    String text = new PlanText(symbols).of(plan);
    Path golden = folder.resolve("plan.txt");
    if (Boolean.getBoolean("scenarios.update")) {
      Files.writeString(golden, text);
    }
    assertEquals(Files.readString(golden), text, scenario.title());
  }
}
