package dev.reinstate.snapshot.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.ForkedTag;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinedBranchesTest {

  private static final Repository PAUSE = Repository.parse("eu.gcr.io/prod/pause");
  private static final DescriptorDigest OLD = Digests.of("old".getBytes(UTF_8));
  private static final DescriptorDigest ONE = Digests.of("one".getBytes(UTF_8));
  private static final DescriptorDigest TWO = Digests.of("two".getBytes(UTF_8));

  @Test
  void oneBranchIsWhatItIs() {
    MergeBase only = state("1", ONE, true);
    assertEquals(new JoinedBranches(only, ImmutableList.of()), join(MergeBase.EMPTY, only));
    assertEquals(new JoinedBranches(MergeBase.EMPTY, ImmutableList.of()), join(MergeBase.EMPTY));
  }

  @Test
  void whatOneBranchAloneMovedIsMoved() {
    for (List<MergeBase> branches :
        List.of(
            List.of(state("1", OLD, true), state("1", TWO, false)),
            List.of(state("1", TWO, false), state("1", OLD, true)))) {
      JoinedBranches joined = JoinedBranches.join(state("1", OLD, false), branches);
      assertEquals(new MergeBaseTag(TWO, true), tag(joined, "1"));
      assertEquals(ImmutableList.of(), joined.forked());
    }
  }

  @Test
  void whatBranchesMovedToDifferentValuesStaysWhereItWasAndIsNamed() {
    JoinedBranches joined =
        join(
            state("1", OLD, true),
            withImage(state("1", ONE, true), OLD),
            withImage(state("1", TWO, true), OLD));
    assertEquals(new MergeBaseTag(OLD, true), tag(joined, "1"));
    assertEquals(
        ImmutableList.of(new ForkedTag(PAUSE, "1", OLD, ImmutableList.of(ONE, TWO))),
        joined.forked());
  }

  @Test
  void withoutAPastTheFirstValueIsKeptAndNamed() {
    JoinedBranches joined = join(MergeBase.EMPTY, state("1", TWO, false), state("1", ONE, true));
    assertEquals(new MergeBaseTag(TWO, true), tag(joined, "1"));
    assertEquals(1, joined.forked().size());
    assertTrue(joined.state().get(PAUSE).images().containsKey(TWO));
  }

  @Test
  void whatOnlyOneBranchKnowsIsKnown() {
    JoinedBranches joined = join(MergeBase.EMPTY, state("1", ONE, true), state("2", TWO, false));
    assertEquals(ImmutableSet.of("1", "2"), joined.state().get(PAUSE).tags().keySet());
    assertEquals(ImmutableSet.of(ONE, TWO), joined.state().get(PAUSE).images().keySet());
    assertEquals(ImmutableList.of(), joined.forked());
  }

  @Test
  void anImageThatOneBranchHoldsIsHeld() {
    MergeBase lost =
        new MergeBase(
            ImmutableSortedMap.of(
                PAUSE,
                new MergeBaseRepository(
                    images(ONE, true, false), ImmutableSortedMap.<String, MergeBaseTag>of())));
    MergeBaseImage image =
        join(MergeBase.EMPTY, lost, state("1", ONE, false)).state().get(PAUSE).images().get(ONE);
    assertTrue(image.held());
    assertTrue(image.managed());
  }

  private static JoinedBranches join(MergeBase before, MergeBase... branches) {
    return JoinedBranches.join(before, List.of(branches));
  }

  private static MergeBaseTag tag(JoinedBranches joined, String tag) {
    return joined.state().get(PAUSE).tags().get(tag);
  }

  private static MergeBase state(String tag, DescriptorDigest digest, boolean managed) {
    return new MergeBase(
        ImmutableSortedMap.of(
            PAUSE,
            new MergeBaseRepository(
                images(digest, managed, true),
                ImmutableSortedMap.of(tag, new MergeBaseTag(digest, managed)))));
  }

  private static MergeBase withImage(MergeBase state, DescriptorDigest digest) {
    MergeBaseRepository before = state.get(PAUSE);
    return new MergeBase(
        ImmutableSortedMap.of(
            PAUSE,
            new MergeBaseRepository(
                ImmutableSortedMap.<DescriptorDigest, MergeBaseImage>orderedBy(Digests.ORDER)
                    .putAll(before.images())
                    .putAll(images(digest, true, true))
                    .buildOrThrow(),
                before.tags())));
  }

  private static ImmutableSortedMap<DescriptorDigest, MergeBaseImage> images(
      DescriptorDigest digest, boolean managed, boolean held) {
    MergeBaseImage image =
        new MergeBaseImage(
            new Descriptor("application/vnd.oci.image.manifest.v1+json", digest, 3),
            managed,
            held,
            ImmutableList.of(),
            Optional.empty());
    return ImmutableSortedMap.<DescriptorDigest, MergeBaseImage>orderedBy(Digests.ORDER)
        .put(digest, image)
        .buildOrThrow();
  }
}
