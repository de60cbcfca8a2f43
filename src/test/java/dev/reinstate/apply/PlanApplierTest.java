package dev.reinstate.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PlanApplierTest {

  private static final Repository PAUSE = Repository.parse("us.example/prod/pause");
  private static final DescriptorDigest LIVE = Digests.of(new byte[] {1});
  private static final DescriptorDigest DESIRED = Digests.of(new byte[] {2});
  private static final Action.RestoreImage RESTORE =
      new Action.RestoreImage(
          PAUSE,
          DESIRED,
          ImmutableSortedSet.of(),
          Authority.MANIFEST,
          ActionReason.IMAGE_MISSING,
          ImmutableList.of(new Source.Stored(new Descriptor(MediaTypes.OCI_MANIFEST, DESIRED, 1))));
  private static final Action.MoveTag MOVE =
      new Action.MoveTag(PAUSE, "3.2", LIVE, DESIRED, Authority.MANIFEST, ActionReason.TAG_DRIFTED);
  private static final Action.AddTag ADD =
      new Action.AddTag(PAUSE, "3.1", LIVE, Authority.MANIFEST, ActionReason.TAG_MISSING);

  private final Set<Action> written = Collections.synchronizedSet(new HashSet<>());

  @Test
  void noTagGoesToAnImageThatCouldNotBeRestored() {
    ImmutableList<Outcome> outcomes =
        apply(
            (action, known) ->
                action instanceof Action.RestoreImage
                    ? new Outcome.Failed(action, "a blob is nowhere")
                    : new Outcome.Done(action, ""));

    assertEquals(Set.of(RESTORE, ADD), written);
    assertEquals(new Outcome.Failed(MOVE, "its image could not be restored"), outcomes.get(2));
    assertInstanceOf(Outcome.Done.class, outcomes.get(1), "another image's tag");
  }

  @Test
  void tagsFollowAnImageThatIsBack() {
    apply((action, known) -> new Outcome.Done(action, ""));
    assertEquals(Set.of(RESTORE, ADD, MOVE), written);
  }

  @Test
  void aFaultInOneActionLosesNoOther() {
    ImmutableList<Outcome> outcomes =
        apply(
            (action, known) -> {
              if (action.equals(ADD)) {
                throw new IllegalStateException("a fault");
              }
              return new Outcome.Done(action, "");
            });
    assertInstanceOf(Outcome.Done.class, outcomes.get(0));
    assertInstanceOf(Outcome.Failed.class, outcomes.get(1));
    assertInstanceOf(Outcome.Done.class, outcomes.get(2));
  }

  @Test
  void blobsComeBeforeTheImagesThatNeedThem() {
    Action.RestoreBlob blob =
        new Action.RestoreBlob(
            PAUSE,
            new Descriptor(MediaTypes.OCI_MANIFEST, LIVE, 1),
            ActionReason.BLOB_MISSING,
            RESTORE.sources());
    Plan plan = new Plan(ImmutableList.of(blob, RESTORE), ImmutableList.of(), StateCounts.NONE);
    List<Action> order = Collections.synchronizedList(new ArrayList<>());
    ActionWriter recording =
        (action, known) -> {
          order.add(action);
          return new Outcome.Done(action, "");
        };
    new PlanApplier(recording, new FanOut(4), Progress.NONE, new StopSignal())
        .apply(plan, KnownState.of(plan));
    assertEquals(List.of(blob, RESTORE), order);
  }

  /** The slow one's actions come first in the plan and end when all others have. */
  @Test
  @Timeout(20)
  void hostThatKeepsItsActionsWaitingDoesNotHoldUpTheOthers() {
    ImmutableList.Builder<Action> actions = ImmutableList.builder();
    for (String host : List.of("asia.example", "eu.example", "us.example")) {
      for (int i = 0; i < 20; i++) {
        actions.add(
            new Action.AddTag(
                new Repository(host, "prod/pause"),
                "v" + i,
                LIVE,
                Authority.MANIFEST,
                ActionReason.TAG_MISSING));
      }
    }
    Plan plan = new Plan(actions.build(), ImmutableList.of(), StateCounts.NONE);
    CountDownLatch others = new CountDownLatch(40);
    ActionWriter slow =
        (action, known) -> {
          if (action.repository().host().equals("asia.example")) {
            await(others);
          } else {
            others.countDown();
          }
          return new Outcome.Done(action, "");
        };

    ImmutableList<Outcome> outcomes =
        new PlanApplier(slow, new FanOut(4), Progress.NONE, new StopSignal())
            .apply(plan, KnownState.of(plan));
    assertEquals(plan.actions(), outcomes.stream().map(Outcome::action).toList());
    outcomes.forEach(outcome -> assertInstanceOf(Outcome.Done.class, outcome));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw CancelledException.interrupted();
    }
  }

  private ImmutableList<Outcome> apply(ActionWriter writer) {
    ActionWriter recording =
        (action, known) -> {
          written.add(action);
          return writer.write(action, known);
        };
    Plan plan =
        new Plan(ImmutableList.of(RESTORE, ADD, MOVE), ImmutableList.of(), StateCounts.NONE);
    return new PlanApplier(recording, new FanOut(4), Progress.NONE, new StopSignal())
        .apply(plan, KnownState.of(plan));
  }
}
