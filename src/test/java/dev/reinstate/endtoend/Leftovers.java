package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.endtoend.RandomWorld.Wanted;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the result of a confirmed run says is not as the manifests want it.
 *
 * @param actions without success, or still to be done by the check afterwards
 * @param findings that need a human
 */
record Leftovers(ImmutableList<Action> actions, ImmutableList<Finding> findings) {

  /** A run is done when nothing is missing; otherwise it exits 4, names all of it, and says why. */
  static void assertNamed(ImmutableSet<Wanted> missing, Run run) {
    if (missing.isEmpty() && run.code() == ExitCode.DONE) {
      return;
    }
    run.endsWith(ExitCode.PARTIAL);
    Leftovers left = of(run);
    missing.forEach(each -> assertTrue(left.has(each), () -> each + " is not in " + run.out()));
    assertFalse(left.isEmpty(), () -> "exit 4 without a reason: " + run.out());
  }

  private static Leftovers of(Run run) {
    ImmutableList.Builder<Action> actions = ImmutableList.builder();
    actions.addAll(run.plan().notDone());
    plans(run).skip(1).forEach(verified -> actions.addAll(verified.actions()));
    return new Leftovers(
        actions.build(),
        plans(run)
            .flatMap(plan -> plan.findings().stream())
            .filter(finding -> finding.kind().needsHuman())
            .collect(ImmutableList.toImmutableList()));
  }

  private boolean isEmpty() {
    return actions.isEmpty() && findings.isEmpty();
  }

  private boolean has(Wanted wanted) {
    return actions.stream().anyMatch(action -> isAbout(action, wanted))
        || findings.stream().anyMatch(finding -> isAbout(finding, wanted));
  }

  /** The plan, and the one made afterwards where something was written. */
  private static Stream<PlanJsonReader> plans(Run run) {
    JsonNode verified = run.json().get("verified");
    return verified == null
        ? Stream.of(run.plan())
        : Stream.of(run.plan(), new PlanJsonReader(verified));
  }

  private static boolean isAbout(Action action, Wanted wanted) {
    return action.repository().equals(wanted.repository())
        && switch (action) {
          case Action.RestoreImage restore -> restore.digest().equals(wanted.digest());
          case Action.RestoreBlob ignored -> false;
          case Action.AddTag add -> add.tag().equals(wanted.tag());
          case Action.MoveTag move -> move.tag().equals(wanted.tag());
        };
  }

  private static boolean isAbout(Finding finding, Wanted wanted) {
    return finding.repository().equals(Optional.of(wanted.repository()))
        && (finding instanceof Finding.Unreadable
            || finding.tags().contains(wanted.tag())
            || finding.digest().equals(Optional.of(wanted.digest())));
  }
}
