package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.Function;

/** How all contenders of a workload did, Reinstate first. */
record Standings(ImmutableList<Standing> all) {

  Standing reinstate() {
    return all.getFirst();
  }

  /** The one of this name, if it came to a result. */
  Optional<Standing> find(String contender) {
    return all.stream()
        .filter(standing -> standing.contender().equals(contender) && standing.ran())
        .findFirst();
  }

  /** Empty while Reinstate itself has no result. */
  ImmutableList<Target> ofReinstate(Function<Standing, ImmutableList<Target>> targets) {
    return reinstate().ran() ? targets.apply(reinstate()) : ImmutableList.of();
  }

  /** That Reinstate is so many times as fast as a contender; nothing when either has no result. */
  ImmutableList<Target> faster(double bound, String contender) {
    return against(contender, other -> Target.faster(bound, other, reinstate()));
  }

  /** That Reinstate takes at most so many times a contender's processor time. */
  ImmutableList<Target> cheaper(double bound, String contender) {
    return against(
        contender,
        other ->
            Target.atMost(
                bound, "of the CPU of " + contender, reinstate().cpu().ratioTo(other.cpu())));
  }

  /** A promise about Reinstate and a contender; nothing when either has no result. */
  ImmutableList<Target> against(String contender, Function<Standing, Target> target) {
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    if (reinstate().ran()) {
      find(contender).map(target).ifPresent(targets::add);
    }
    return targets.build();
  }
}
