package dev.reinstate.reconcile;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.SourceQuestions;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Asks the registries what a plan has to know. */
final class LiveStates {

  private final Inventory inventory;
  private final Predicate<Repository> scope;
  private final PlanOptions options;

  LiveStates(Inventory inventory, Predicate<Repository> scope, PlanOptions options) {
    this.inventory = inventory;
    this.scope = scope;
    this.options = options;
  }

  /**
   * Every destination repository in scope that manifests or snapshot name; then, for images that
   * are missing and that no such repository has, the destinations out of scope, and last where they
   * were promoted from.
   */
  PlanInput list(Inputs inputs) {
    ImmutableSortedSet<Repository> destinations =
        Stream.of(
                inputs.desired().repositories().keySet(),
                inputs.agreed().repositories().keySet(),
                inputs.agreed().doubts().repositories().keySet())
            .flatMap(Set::stream)
            .filter(scope)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Repository::compareTo));
    PlanInput states =
        new PlanInput(
            inputs.desired(),
            read(destinations, inputs),
            LiveState.EMPTY,
            inputs.agreed(),
            options);
    PlanInput withMirrors = ask(states, SourceQuestions.mirrors(states));
    return ask(withMirrors, SourceQuestions.staging(withMirrors));
  }

  /** The same with some destinations read once more. */
  PlanInput listAgain(PlanInput states, Inputs inputs, Iterable<Repository> touched) {
    LiveState again = read(ImmutableSortedSet.copyOf(touched), inputs);
    return states.withLive(with(states.live(), again));
  }

  private LiveState read(ImmutableSortedSet<Repository> destinations, Inputs inputs) {
    return inventory.read(
        destinations,
        repository -> expectation(inputs, repository),
        repository ->
            Math.max(
                inputs.desired().images(repository).tagsByDigest().size(),
                inputs.agreed().get(repository).images().size()));
  }

  private PlanInput ask(PlanInput states, ImmutableSortedMap<Repository, Expectation> questions) {
    return questions.isEmpty()
        ? states
        : states.withSources(
            with(states.sources(), inventory.read(questions.keySet(), questions::get)));
  }

  private static LiveState with(LiveState known, LiveState newer) {
    TreeMap<Repository, LiveRepository> all = new TreeMap<>(known.repositories());
    all.putAll(newer.repositories());
    return new LiveState(ImmutableSortedMap.copyOf(all));
  }

  private static Expectation expectation(Inputs inputs, Repository repository) {
    return inputs
        .agreed()
        .get(repository)
        .expectation(inputs.desired().images(repository), Expectation.Breadth.TAG_NAMES);
  }
}
