package dev.reinstate.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** The planner against {@link TableOracle}, where nothing belongs to anything. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
final class PlanTablesTest {

  @Provide
  Arbitrary<PlanInput> inputs() {
    return PlanInputs.withoutBelongings();
  }

  @Property
  void everyImageIsWhatItsRowSays(@ForAll("inputs") PlanInput input) {
    Plan plan = Planner.plan(input);
    Classification classified = new Classification(plan);
    int[] untagged = {0};
    Everything.readable(input)
        .forEach(
            (repository, live) -> {
              TableOracle oracle = new TableOracle(input, repository, live);
              for (DescriptorDigest image : Everything.of(input, repository, live).images()) {
                String row = oracle.image(image);
                boolean counted = row.equals(TableOracle.UNTAGGED);
                untagged[0] += counted ? 1 : 0;
                assertEquals(
                    counted ? TableOracle.FINE : row,
                    classified.of(repository, image).orElse(TableOracle.FINE),
                    () -> "image " + image + " of " + repository);
              }
            });
    assertEquals(untagged[0], plan.counts().untagged());
  }

  @Property
  void everyTagIsWhatItsRowSays(@ForAll("inputs") PlanInput input) {
    Classification classified = new Classification(Planner.plan(input));
    Everything.readable(input)
        .forEach(
            (repository, live) -> {
              TableOracle oracle = new TableOracle(input, repository, live);
              for (String tag : Everything.of(input, repository, live).tags()) {
                assertEquals(
                    oracle.tag(tag),
                    classified.of(repository, tag).orElse(TableOracle.FINE),
                    () -> "tag " + tag + " of " + repository);
              }
            });
  }
}
