package dev.reinstate.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
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
import org.junit.jupiter.api.Test;

final class RequestEstimateTest {

  private static final Repository US = Repository.parse("us.gcr.io/prod/pause");
  private static final Repository EU = Repository.parse("eu.gcr.io/prod/pause");
  private static final DescriptorDigest ONE = Digests.of("one".getBytes(UTF_8));
  private static final DescriptorDigest TWO = Digests.of("two".getBytes(UTF_8));

  @Test
  void imageIsFetchedOnceAndSentToEachDestination() {
    Repository staging = Repository.parse("gcr.io/staging/pause");
    Source source = new Source.Live(Source.Kind.STAGING, staging);
    assertEquals(
        ImmutableMap.of(US, 14L, EU, 14L, staging, 7L),
        RequestEstimate.of(plan(restore(US, source, "v1"), restore(EU, source))));
  }

  @Test
  void mountedBlobsTakeOneRequestEach() {
    Repository twin = Repository.parse("us.gcr.io/other/pause");
    Source source = new Source.Live(Source.Kind.MOUNT, twin);
    assertEquals(ImmutableMap.of(US, 8L, twin, 1L), RequestEstimate.of(plan(restore(US, source))));
  }

  @Test
  void everyTagTakesAPushAndTheSnapshotSparesReadingTheManifest() {
    Repository staging = Repository.parse("gcr.io/staging/pause");
    Source live = new Source.Live(Source.Kind.STAGING, staging);
    Source stored = new Source.Stored(new Descriptor(MediaTypes.OCI_MANIFEST, ONE, 1));
    assertEquals(
        ImmutableMap.of(US, 16L, staging, 6L),
        RequestEstimate.of(plan(restore(US, ImmutableList.of(live, stored), "v1", "v2", "v3"))));
  }

  @Test
  void newTagTakesAPushAndAMoveALookBesides() {
    assertEquals(
        ImmutableMap.of(US, 6L),
        RequestEstimate.of(
            plan(
                new Action.AddTag(US, "v1", ONE, Authority.MANIFEST, ActionReason.TAG_MISSING),
                new Action.AddTag(US, "v2", ONE, Authority.MANIFEST, ActionReason.TAG_MISSING),
                new Action.MoveTag(
                    US, "v3", ONE, TWO, Authority.MANIFEST, ActionReason.TAG_MISSING))));
  }

  private static Action restore(Repository repository, Source source, String... tags) {
    return restore(repository, ImmutableList.of(source), tags);
  }

  private static Action restore(
      Repository repository, ImmutableList<Source> sources, String... tags) {
    return new Action.RestoreImage(
        repository,
        ONE,
        ImmutableSortedSet.copyOf(tags),
        Authority.MANIFEST,
        ActionReason.TAG_MISSING,
        sources);
  }

  private static Plan plan(Action... actions) {
    return new Plan(ImmutableList.copyOf(actions), ImmutableList.of(), StateCounts.NONE);
  }
}
