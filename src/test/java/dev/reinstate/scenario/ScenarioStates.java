package dev.reinstate.scenario;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.SourceQuestions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A scenario as the states that the planner reads, without a registry. */
final class ScenarioStates {

  private final Scenario scenario;
  private final Symbols symbols;

  ScenarioStates(Scenario scenario, Symbols symbols) {
    this.scenario = scenario;
    this.symbols = symbols;
  }

  /** Asks mirrors and then staging, as a run does, and only what the planner wants to know. */
  PlanInput input() {
    PlanInput scope = inScope();
    PlanInput withMirrors = scope.withSources(answers(scope, SourceQuestions.mirrors(scope)));
    return withMirrors.withSources(answers(withMirrors, SourceQuestions.staging(withMirrors)));
  }

  private PlanInput inScope() {
    var desired = new DesiredSection(scenario.desired(), symbols).state();
    var agreed = new AgreedSection(scenario, symbols).state();
    ImmutableSortedMap.Builder<Repository, LiveRepository> live = ImmutableSortedMap.naturalOrder();
    Stream.of(
            desired.repositories().keySet(),
            agreed.repositories().keySet(),
            agreed.doubts().repositories().keySet())
        .flatMap(Set::stream)
        .distinct()
        .filter(repository -> !scenario.exclude().contains(repository.toString()))
        .forEach(repository -> live.put(repository, contents(repository)));
    return new PlanInput(
        desired,
        new LiveState(live.buildOrThrow()),
        LiveState.EMPTY,
        agreed,
        new PlanOptions(scenario.options().allowTagMoves(), scenario.options().restoreUnmanaged()));
  }

  private LiveState answers(
      PlanInput known, ImmutableSortedMap<Repository, Expectation> questions) {
    ImmutableSortedMap.Builder<Repository, LiveRepository> answers =
        ImmutableSortedMap.naturalOrder();
    answers.putAll(known.sources().repositories());
    questions.forEach((repository, question) -> answers.put(repository, contents(repository)));
    return new LiveState(answers.buildOrThrow());
  }

  private LiveRepository contents(Repository repository) {
    Scenario.LiveImages held = scenario.live().get(repository.toString());
    if (held == null) {
      return LiveRepository.EMPTY;
    }
    if (held.unreadable()) {
      return new LiveRepository.Unreadable("503 UNAVAILABLE");
    }
    Map<String, DescriptorDigest> tags = new TreeMap<>();
    held.tags().forEach((tag, name) -> tags.put(symbols.tag(tag), symbols.digest(name)));
    ImmutableSet.Builder<DescriptorDigest> images = ImmutableSet.builder();
    images.addAll(tags.values());
    held.untagged().forEach(name -> images.add(symbols.digest(name)));
    return new LiveRepository.Contents(
        images.build(), ImmutableMap.copyOf(tags), ImmutableSet.of(), ImmutableSet.of());
  }
}
