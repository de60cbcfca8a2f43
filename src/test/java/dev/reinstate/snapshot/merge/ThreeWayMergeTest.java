package dev.reinstate.snapshot.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveRepository.Contents;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ThreeWayMergeTest {

  private static final ImmutableMap<String, DescriptorDigest> IMAGES =
      ImmutableMap.of("a", digest('a'), "b", digest('b'), "c", digest('c'));
  private static final DescriptorDigest A = digest('a');
  private static final DescriptorDigest B = digest('b');
  private static final Repository REPOSITORY = Repository.parse("gcr.io/p");
  private static final String SIGNATURE = "sha256-" + "e".repeat(64) + ".sig";
  private static final ImmutableMap<DescriptorDigest, MergeBaseImage> ARCHIVED =
      IMAGES.values().stream()
          .collect(ImmutableMap.toImmutableMap(d -> d, ThreeWayMergeTest::image));

  @Example
  void aTagNobodyManagesFollowsTheRegistry() {
    MergeBaseRepository first = merge(MergeBaseRepository.EMPTY, Map.of(), Map.of("v1", A));
    MergeBaseRepository second = merge(first, Map.of(), Map.of("v1", B));
    assertEquals(new MergeBaseTag(B, false), second.tags().get("v1"));
  }

  @Example
  void aTagMovesWhenManifestAndRegistryMoveTogether() {
    MergeBaseRepository first = merge(MergeBaseRepository.EMPTY, Map.of("v1", A), Map.of("v1", A));
    MergeBaseRepository second = merge(first, Map.of("v1", B), Map.of("v1", B));
    assertEquals(new MergeBaseTag(B, true), second.tags().get("v1"));
  }

  @Example
  void aTagThatLeftTheManifestsIsStillNotTheRegistrysToMove() {
    MergeBaseRepository first = merge(MergeBaseRepository.EMPTY, Map.of("v1", A), Map.of("v1", A));
    MergeBaseRepository second = merge(first, Map.of(), Map.of("v1", B));
    assertEquals(new MergeBaseTag(A, true), second.tags().get("v1"));
  }

  @Example
  void aTagThatNeverAgreedIsNotInTheSnapshot() {
    MergeBaseRepository merged = merge(MergeBaseRepository.EMPTY, Map.of("v1", A), Map.of("v1", B));
    assertEquals(ImmutableMap.of(), merged.tags());
    assertEquals(ImmutableSet.of(B), merged.images().keySet());
  }

  @Example
  void theChildrenOfALiveIndexBelongToTheRepository() {
    MergeBaseImage index =
        new MergeBaseImage(
            new Descriptor("index", A, 1), false, true, ImmutableList.of(B), Optional.empty());
    MergeBaseRepository merged =
        ThreeWayMerge.merge(
            MergeBaseRepository.EMPTY,
            desired(Map.of("v1", A)),
            live(Map.of("v1", A)),
            ImmutableMap.of(A, index, B, image(B)),
            ImmutableList.of());
    assertEquals(ImmutableSet.of(A, B), merged.images().keySet());
    assertTrue(merged.images().get(A).managed());
    assertEquals(image(B), merged.images().get(B), "a child is not named by a manifest");
  }

  @Example
  void onlyWhatVanishedIsForgotten() {
    MergeBaseRepository before =
        merge(MergeBaseRepository.EMPTY, Map.of(), Map.of("gone", A, "here", B));
    Repository repository = Repository.parse("gcr.io/p");
    Forgetting everything = new Forgetting("gcr.io/p"::equals);
    MergeBaseRepository after =
        everything.apply(repository, before, desired(Map.of()), live(Map.of("here", B)));
    assertEquals(ImmutableSet.of("here"), after.tags().keySet());
    assertEquals(ImmutableSet.of(B), after.images().keySet());
    assertSame(
        before,
        everything.apply(
            repository, before, desired(Map.of()), new LiveRepository.Unreadable("503")));
  }

  @Example
  void whatARemainingTagNamesIsNotForgotten() {
    MergeBaseRepository before =
        merge(MergeBaseRepository.EMPTY, Map.of(), Map.of("gone", A, "kept", A));
    MergeBaseRepository after =
        new Forgetting(name -> name.equals("gcr.io/p:gone") || name.startsWith("gcr.io/p@"))
            .apply(Repository.parse("gcr.io/p"), before, desired(Map.of()), live(Map.of()));
    assertEquals(ImmutableSet.of("kept"), after.tags().keySet());
    assertEquals(ImmutableSet.of(A), after.images().keySet());
  }

  @Example
  void anOverwrittenAttachmentIsSeenAndTheNewerBelievedUnlessSomebodyDecides() {
    MergeBaseRepository before = merge(MergeBaseRepository.EMPTY, Map.of(), Map.of(SIGNATURE, A));
    ImmutableList<AttachmentJudge.Overwritten> overwritten =
        overwritten(before, Map.of(), Map.of(SIGNATURE, B), ARCHIVED);
    assertEquals(
        ImmutableList.of(new AttachmentJudge.Overwritten(REPOSITORY, SIGNATURE, A, B)),
        overwritten);

    for (DisputedAttachment decided :
        ImmutableList.of(
            AttachmentJudge.NEWER.judge(overwritten.getFirst()),
            overwritten.getFirst().resolved(A, Optional.of("it verifies")))) {
      MergeBaseRepository after =
          ThreeWayMerge.merge(
              before,
              desired(Map.of()),
              live(Map.of(SIGNATURE, B)),
              ARCHIVED,
              ImmutableList.of(decided));
      assertEquals(new MergeBaseTag(decided.kept(), false), after.tags().get(SIGNATURE));
      assertEquals(ImmutableSet.of(A, B), after.images().keySet(), "both are kept");
    }
  }

  @Example
  void whatIsNoAttachmentOrWasNotOverwrittenIsNotSeen() {
    MergeBaseRepository before =
        merge(MergeBaseRepository.EMPTY, Map.of(), Map.of(SIGNATURE, A, "v1", A));
    assertEquals(
        ImmutableList.of(), overwritten(before, Map.of(), Map.of(SIGNATURE, A), ARCHIVED));
    assertEquals(ImmutableList.of(), overwritten(before, Map.of(), Map.of(), ARCHIVED), "gone");
    assertEquals(
        ImmutableList.of(), overwritten(before, Map.of(), Map.of("v1", B), ARCHIVED), "a tag");
    assertEquals(
        ImmutableList.of(),
        overwritten(before, Map.of(SIGNATURE, A), Map.of(SIGNATURE, B), ARCHIVED),
        "a manifest names it: an ordinary dispute");
    Contents outlived =
        new Contents(
            ImmutableSet.of(), ImmutableMap.of(SIGNATURE, B), ImmutableSet.of(), ImmutableSet.of());
    for (LiveRepository live :
        ImmutableList.of(outlived, new LiveRepository.Unreadable("503"))) {
      assertEquals(
          ImmutableList.of(),
          ThreeWayMerge.overwritten(REPOSITORY, before, desired(Map.of()), live, ARCHIVED));
    }
  }

  @Example
  void aListThatOnlyGainedEntriesWasNotOverwritten() {
    DescriptorDigest c = digest('c');
    ImmutableMap<DescriptorDigest, MergeBaseImage> archived =
        ImmutableMap.of(A, list(A, c), B, list(B, c, digest('d')));
    MergeBaseRepository shorter = agreed(A, archived.get(A));
    MergeBaseRepository longer = agreed(B, archived.get(B));
    assertEquals(
        ImmutableList.of(), overwritten(shorter, Map.of(), Map.of(SIGNATURE, B), archived));
    assertEquals(1, overwritten(longer, Map.of(), Map.of(SIGNATURE, A), archived).size());
    assertEquals(
        1, overwritten(agreed(A, image(A)), Map.of(), Map.of(SIGNATURE, B), archived).size());
    assertEquals(1, overwritten(shorter, Map.of(), Map.of(SIGNATURE, B), Map.of()).size());
  }

  @Property
  void aMovedTagNeverEnters(
      @ForAll("states") Map<String, DescriptorDigest> desiredBefore,
      @ForAll("states") Map<String, DescriptorDigest> liveBefore,
      @ForAll("states") Map<String, DescriptorDigest> desired,
      @ForAll("states") Map<String, DescriptorDigest> live) {
    MergeBaseRepository before = merge(MergeBaseRepository.EMPTY, desiredBefore, liveBefore);
    MergeBaseRepository after = merge(before, desired, live);
    desired.forEach(
        (tag, wanted) -> {
          MergeBaseTag agreed = after.tags().get(tag);
          DescriptorDigest expected =
              wanted.equals(live.get(tag))
                  ? wanted
                  : Optional.ofNullable(before.tags().get(tag))
                      .map(MergeBaseTag::digest)
                      .orElse(null);
          assertEquals(expected, agreed == null ? null : agreed.digest());
        });
  }

  @Property
  void whatVanishedIsNotForgotten(
      @ForAll("states") Map<String, DescriptorDigest> desiredBefore,
      @ForAll("states") Map<String, DescriptorDigest> liveBefore,
      @ForAll("states") Map<String, DescriptorDigest> desired,
      @ForAll("states") Map<String, DescriptorDigest> live) {
    MergeBaseRepository before = merge(MergeBaseRepository.EMPTY, desiredBefore, liveBefore);
    MergeBaseRepository after = merge(before, desired, live);
    assertTrue(after.images().keySet().containsAll(before.images().keySet()));
    assertTrue(after.images().keySet().containsAll(live.values()));
    assertTrue(after.tags().keySet().containsAll(before.tags().keySet()));
    before
        .tags()
        .forEach(
            (tag, agreed) -> {
              assertTrue(!agreed.managed() || after.tags().get(tag).managed());
              if (!live.containsKey(tag)) {
                assertEquals(agreed.digest(), after.tags().get(tag).digest());
              }
            });
    before
        .images()
        .forEach((d, image) -> assertTrue(!image.managed() || after.images().get(d).managed()));
  }

  @Property
  void mergingAgainChangesNothing(
      @ForAll("states") Map<String, DescriptorDigest> desiredBefore,
      @ForAll("states") Map<String, DescriptorDigest> liveBefore,
      @ForAll("states") Map<String, DescriptorDigest> desired,
      @ForAll("states") Map<String, DescriptorDigest> live) {
    MergeBaseRepository before = merge(MergeBaseRepository.EMPTY, desiredBefore, liveBefore);
    MergeBaseRepository after = merge(before, desired, live);
    assertSame(after, merge(after, desired, live));
    assertSame(
        after,
        ThreeWayMerge.merge(
            after, desired(desired), new LiveRepository.Unreadable("500"), ARCHIVED, ImmutableList.of()));
  }

  @Provide
  Arbitrary<Map<String, DescriptorDigest>> states() {
    return Arbitraries.maps(
            Arbitraries.of("v1", "v2", "latest", SIGNATURE), Arbitraries.of(IMAGES.values()))
        .ofMaxSize(3);
  }

  private static MergeBaseRepository merge(
      MergeBaseRepository before,
      Map<String, DescriptorDigest> desired,
      Map<String, DescriptorDigest> live) {
    return ThreeWayMerge.merge(before, desired(desired), live(live), ARCHIVED, ImmutableList.of());
  }

  private static ImmutableList<AttachmentJudge.Overwritten> overwritten(
      MergeBaseRepository before,
      Map<String, DescriptorDigest> desired,
      Map<String, DescriptorDigest> live,
      Map<DescriptorDigest, MergeBaseImage> archived) {
    return ThreeWayMerge.overwritten(
        REPOSITORY, before, desired(desired), live(live), archived);
  }

  private static MergeBaseRepository agreed(DescriptorDigest digest, MergeBaseImage image) {
    return new MergeBaseRepository(
        ImmutableSortedMap.copyOf(Map.of(digest, image), Digests.ORDER),
        ImmutableSortedMap.of(SIGNATURE, new MergeBaseTag(digest, false)));
  }

  private static MergeBaseImage list(DescriptorDigest digest, DescriptorDigest... entries) {
    return new MergeBaseImage(
        new Descriptor(MediaTypes.OCI_INDEX, digest, 10),
        false,
        true,
        ImmutableList.copyOf(entries),
        Optional.empty());
  }

  private static TaggedImages desired(Map<String, DescriptorDigest> tags) {
    Map<DescriptorDigest, TreeSet<String>> images = new HashMap<>();
    tags.forEach((tag, digest) -> images.computeIfAbsent(digest, d -> new TreeSet<>()).add(tag));
    return new TaggedImages(images);
  }

  private static Contents live(Map<String, DescriptorDigest> tags) {
    return new Contents(
        ImmutableSet.copyOf(tags.values()),
        ImmutableMap.copyOf(tags),
        ImmutableSet.of(),
        ImmutableSet.of());
  }

  private static MergeBaseImage image(DescriptorDigest digest) {
    return new MergeBaseImage(
        new Descriptor("m", digest, 10), false, true, ImmutableList.of(), Optional.empty());
  }

  private static DescriptorDigest digest(char c) {
    return Digests.ofHex(String.valueOf(c).repeat(64));
  }
}
