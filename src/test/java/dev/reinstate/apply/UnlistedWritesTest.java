package dev.reinstate.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.snapshot.journal.JournalEntry.Write;
import org.junit.jupiter.api.Test;

class UnlistedWritesTest {

  private static final Repository APP = Repository.parse("us.gcr.io/prod/app");
  private static final Repository LIB = Repository.parse("us.gcr.io/prod/lib");

  @Test
  void onlyWhatTheSnapshotAsksForIsUnlisted() {
    assertEquals(
        ImmutableListMultimap.of(
            APP, new Write(digest(1), tags("old", "older")),
            APP, new Write(digest(2), tags("x")),
            LIB, new Write(digest(4), tags("y"))),
        UnlistedWrites.of(
            plan(
                restore(Authority.SNAPSHOT, digest(1), "old", "older"),
                new Action.AddTag(
                    APP, "x", digest(2), Authority.SNAPSHOT, ActionReason.ATTACHMENT_MISSING),
                new Action.MoveTag(
                    LIB,
                    "y",
                    digest(3),
                    digest(4),
                    Authority.SNAPSHOT,
                    ActionReason.UNMANAGED_MISSING),
                restore(Authority.MANIFEST, digest(5), "1.0"),
                new Action.AddTag(
                    APP, "1.1", digest(6), Authority.MANIFEST, ActionReason.TAG_MISSING),
                new Action.MoveTag(
                    LIB,
                    "1.2",
                    digest(7),
                    digest(8),
                    Authority.MANIFEST,
                    ActionReason.TAG_DRIFTED))));
  }

  @Test
  void aPlanOfTheManifestsAloneHasNone() {
    assertEquals(
        ImmutableListMultimap.of(),
        UnlistedWrites.of(plan(restore(Authority.MANIFEST, digest(5), "1.0"))));
  }

  private static Action restore(Authority authority, DescriptorDigest digest, String... tags) {
    return new Action.RestoreImage(
        APP, digest, tags(tags), authority, ActionReason.IMAGE_MISSING, ImmutableList.of());
  }

  private static Plan plan(Action... actions) {
    return new Plan(ImmutableList.copyOf(actions), ImmutableList.of(), StateCounts.NONE);
  }

  private static ImmutableSortedSet<String> tags(String... tags) {
    return ImmutableSortedSet.copyOf(tags);
  }

  private static DescriptorDigest digest(int i) {
    return Digests.ofHex("%064x".formatted(i));
  }
}
