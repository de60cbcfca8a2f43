package dev.reinstate.plan;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import java.util.HashMap;
import java.util.Map;

/** The plan as a function of the three states. */
public final class Planner {

  private Planner() {}

  public static Plan plan(PlanInput input) {
    SourceIndex sources = new SourceIndex(input, MissingImages.of(input).distinct());
    ImmutableList.Builder<Action> actions = ImmutableList.builder();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    Map<SharedState, StateCounts> quiet = new HashMap<>();
    StateCounts counts = StateCounts.NONE;
    for (var entry : input.live().repositories().entrySet()) {
      Plan part =
          switch (entry.getValue()) {
            case LiveRepository.Contents live -> plan(input, entry.getKey(), live, sources, quiet);
            case LiveRepository.Unreadable unreadable ->
                unreadable(new Finding.Unreadable(entry.getKey(), unreadable.reason()));
          };
      input
          .agreed()
          .doubts()
          .ofIndex(entry.getKey())
          .ifPresent(why -> findings.add(damaged(entry.getKey(), why)));
      actions.addAll(part.actions());
      findings.addAll(part.findings());
      counts = counts.plus(part.counts());
    }
    return new Plan(
        ImmutableList.sortedCopyOf(Action.ORDER, actions.build()),
        ImmutableList.sortedCopyOf(Finding.ORDER, findings.build()),
        counts);
  }

  /**
   * @param quiet states of which there is nothing to say, which does not depend on where they are
   */
  private static Plan plan(
      PlanInput input,
      Repository repository,
      LiveRepository.Contents live,
      SourceIndex sources,
      Map<SharedState, StateCounts> quiet) {
    SharedState shared = SharedState.of(input, repository, live);
    StateCounts known = quiet.get(shared);
    if (known != null) {
      return new Plan(ImmutableList.of(), ImmutableList.of(), known);
    }
    RepositoryStates states = RepositoryStates.of(input, repository, live);
    Plan plan = new RepositoryPlan(states, input.options(), sources).plan();
    if (plan.actions().isEmpty() && plan.findings().isEmpty()) {
      quiet.put(shared, plan.counts());
    }
    return plan;
  }

  private static Finding damaged(Repository repository, String why) {
    return new Finding.Unreadable(
        repository, "its agreed state: " + why + " (`reinstate snapshot take` writes a new one)");
  }

  private static Plan unreadable(Finding.Unreadable finding) {
    return new Plan(ImmutableList.of(), ImmutableList.of(finding), new StateCounts(1, 0, 0, 0));
  }
}
