package dev.reinstate.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** Trouble in one place and the order of reading change nothing elsewhere. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
final class PlanIsolationTest {

  @Provide
  Arbitrary<PlanInput> inputs() {
    return PlanInputs.withBelongings();
  }

  @Property
  void anUnreadableRepositoryIsReportedAndOtherwiseAsIfItWereOutOfScope(
      @ForAll("inputs") PlanInput input) {
    for (Repository broken : input.live().repositories().keySet()) {
      Finding report = new Finding.Unreadable(broken, "429 TOOMANYREQUESTS");
      Plan without = Planner.plan(withLive(input, without(input.live(), broken)));
      Plan with =
          Planner.plan(
              withLive(
                  input,
                  with(
                      input.live(), broken, new LiveRepository.Unreadable("429 TOOMANYREQUESTS"))));
      assertEquals(without.withFindings(List.of(report)).findings(), with.findings());
      assertEquals(without.actions(), with.actions());
    }
  }

  @Property
  void anUnreadableRepositoryStopsNoActionElsewhere(@ForAll("inputs") PlanInput drawn) {
    PlanInput input = withEveryImageAtTheSource(drawn);
    for (Repository broken : input.live().repositories().keySet()) {
      LiveState live = with(input.live(), broken, new LiveRepository.Unreadable("reset"));
      assertEquals(
          actionsElsewhere(Planner.plan(input), broken),
          actionsElsewhere(Planner.plan(withLive(input, live)), broken));
    }
  }

  @Property
  void aLostImageIsOneFindingMoreAndNothingElse(@ForAll("inputs") PlanInput input) {
    DescriptorDigest lost = PlanInputs.image("nobody has it");
    Plan before = Planner.plan(input);
    for (Repository repository : Everything.readable(input).keySet()) {
      Plan after = Planner.plan(withDesired(input, repository, lost, "gone"));
      Map<Classification.Item, String> words = new HashMap<>(new Classification(before).words());
      words.put(new Classification.Item(repository, lost), "lost");
      words.put(new Classification.Item(repository, "gone"), "lost");
      assertEquals(words, new Classification(after).words());
      assertEquals(before.findings().size() + 1, after.findings().size());
      assertEquals(before.actions(), after.actions());
      assertEquals(before.id(), after.id());
    }
  }

  @Property
  void theOrderOfReadingDoesNotMatter(@ForAll("inputs") PlanInput input, @ForAll Random random) {
    Plan plan = Planner.plan(input);
    Plan again =
        Planner.plan(
            withLive(
                input.withSources(shuffled(input.sources(), random)),
                shuffled(input.live(), random)));
    assertEquals(plan.toString(), again.toString());
    assertEquals(plan, again);
    assertEquals(plan.id(), again.id());
  }

  private static LiveState shuffled(LiveState state, Random random) {
    ImmutableSortedMap.Builder<Repository, LiveRepository> answers =
        ImmutableSortedMap.naturalOrder();
    state
        .repositories()
        .forEach(
            (repository, answer) ->
                answers.put(
                    repository,
                    answer instanceof LiveRepository.Contents contents
                        ? shuffled(contents, random)
                        : answer));
    return new LiveState(answers.buildOrThrow());
  }

  private static LiveRepository shuffled(LiveRepository.Contents contents, Random random) {
    return new LiveRepository.Contents(
        ImmutableSet.copyOf(shuffled(contents.images(), random)),
        ImmutableMap.copyOf(shuffled(contents.tags().entrySet(), random)),
        ImmutableSet.copyOf(shuffled(contents.otherTags(), random)),
        contents.children());
  }

  private static <T> List<T> shuffled(Collection<T> items, Random random) {
    List<T> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static List<String> actionsElsewhere(Plan plan, Repository broken) {
    return plan.actions().stream()
        .filter(action -> !action.repository().equals(broken))
        .map(action -> action.kind() + " " + action.repository() + " " + action.operands())
        .toList();
  }

  private static PlanInput withEveryImageAtTheSource(PlanInput input) {
    ImmutableSet.Builder<DescriptorDigest> images = ImmutableSet.builder();
    Everything.readable(input)
        .forEach(
            (repository, live) -> images.addAll(Everything.of(input, repository, live).images()));
    return input.withSources(
        new LiveState(
            ImmutableSortedMap.of(
                PlanInputs.STAGING,
                new LiveRepository.Contents(
                    images.build(), ImmutableMap.of(), ImmutableSet.of(), ImmutableSet.of()))));
  }

  private static PlanInput withDesired(
      PlanInput input, Repository repository, DescriptorDigest image, String tag) {
    Map<DescriptorDigest, SortedSet<String>> images = new TreeMap<>(Digests.ORDER);
    DesiredRepository before = input.desired().repositories().get(repository);
    if (before != null) {
      images.putAll(before.images().tagsByDigest());
    }
    images.put(image, ImmutableSortedSet.of(tag));
    Map<Repository, DesiredRepository> desired = new TreeMap<>(input.desired().repositories());
    desired.put(repository, PlanInputs.desired(new TaggedImages(images)));
    return new PlanInput(
        new DesiredState(ImmutableSortedMap.copyOf(desired), input.desired().destinations()),
        input.live(),
        input.sources(),
        input.agreed(),
        input.options());
  }

  private static LiveState with(LiveState live, Repository repository, LiveRepository answer) {
    Map<Repository, LiveRepository> answers = new TreeMap<>(live.repositories());
    answers.put(repository, answer);
    return new LiveState(ImmutableSortedMap.copyOf(answers));
  }

  private static LiveState without(LiveState live, Repository repository) {
    Map<Repository, LiveRepository> answers = new TreeMap<>(live.repositories());
    answers.remove(repository);
    return new LiveState(ImmutableSortedMap.copyOf(answers));
  }

  private static PlanInput withLive(PlanInput input, LiveState live) {
    return new PlanInput(input.desired(), live, input.sources(), input.agreed(), input.options());
  }
}
