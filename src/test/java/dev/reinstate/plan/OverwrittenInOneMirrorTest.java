package dev.reinstate.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Mirrors that share all three states, of which one is known to have something worse. */
final class OverwrittenInOneMirrorTest {

  private static final Repository A = Repository.parse("a.example/x");
  private static final Repository B = Repository.parse("b.example/x");
  private static final DescriptorDigest IMAGE = PlanInputs.image("image");
  private static final DescriptorDigest RIGHT = PlanInputs.image("right");
  private static final DescriptorDigest FORGED = PlanInputs.image("forged");
  private static final String TAG = AttachmentTag.ofReferrers(IMAGE) + ".sig";

  @Test
  void onlyThatOneGetsTheOlderBack() {
    PlanInput input = input();
    assertEquals(ImmutableList.of(), Planner.plan(input).actions());
    for (Repository worse : ImmutableList.of(A, B)) {
      assertEquals(
          ImmutableList.of(
              new Action.MoveTag(
                  worse,
                  TAG,
                  FORGED,
                  RIGHT,
                  Authority.SNAPSHOT,
                  ActionReason.ATTACHMENT_OVERWRITTEN)),
          Planner.plan(input.withOverwritten(ImmutableSetMultimap.of(worse, TAG))).actions());
    }
  }

  private static PlanInput input() {
    DesiredRepository desired =
        PlanInputs.desired(new TaggedImages(Map.of(IMAGE, new TreeSet<>(Set.of("v1")))));
    LiveRepository live =
        new LiveRepository.Contents(
            ImmutableSet.of(IMAGE, RIGHT, FORGED),
            ImmutableMap.of("v1", IMAGE, TAG, FORGED),
            ImmutableSet.of(),
            ImmutableSet.of());
    MergeBaseRepository agreed =
        new MergeBaseRepository(
            ImmutableSortedMap.copyOf(
                Map.of(IMAGE, image(IMAGE, true), RIGHT, image(RIGHT, false)), Digests.ORDER),
            ImmutableSortedMap.of(
                "v1", new MergeBaseTag(IMAGE, true), TAG, new MergeBaseTag(RIGHT, false)));
    return new PlanInput(
        new DesiredState(ImmutableSortedMap.of(A, desired, B, desired), ImmutableSortedSet.of()),
        new LiveState(ImmutableSortedMap.of(A, live, B, live)),
        LiveState.EMPTY,
        new MergeBase(ImmutableSortedMap.of(A, agreed, B, agreed)),
        PlanOptions.DEFAULTS);
  }

  private static MergeBaseImage image(DescriptorDigest digest, boolean managed) {
    return new MergeBaseImage(
        new Descriptor(MediaTypes.OCI_MANIFEST, digest, 100),
        managed,
        true,
        ImmutableList.of(),
        Optional.empty());
  }
}
