package dev.reinstate.plan;

import com.google.common.collect.ImmutableList;
import dev.reinstate.inventory.LiveRepository;

/** The plan as a function of the three states. */
public final class Planner {

  private Planner() {}

  public static Plan plan(PlanInput input) {
    SourceIndex sources = new SourceIndex(input, MissingImages.of(input).distinct());
    ImmutableList.Builder<Action> actions = ImmutableList.builder();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    Census census = Census.NONE;
    for (var entry : input.live().repositories().entrySet()) {
      Plan part =
          switch (entry.getValue()) {
            case LiveRepository.Contents live ->
                new RepositoryPlan(
                        RepositoryStates.of(input, entry.getKey(), live), input.options(), sources)
                    .plan();
            case LiveRepository.Unreadable unreadable ->
                unreadable(new Finding.Unreadable(entry.getKey(), unreadable.reason()));
          };
      actions.addAll(part.actions());
      findings.addAll(part.findings());
      census = census.plus(part.census());
    }
    return new Plan(
        ImmutableList.sortedCopyOf(Action.ORDER, actions.build()),
        ImmutableList.sortedCopyOf(Finding.ORDER, findings.build()),
        census);
  }

  private static Plan unreadable(Finding.Unreadable finding) {
    return new Plan(ImmutableList.of(), ImmutableList.of(finding), new Census(1, 0, 0, 0));
  }
}
