package dev.reinstate.apply.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.FakeTags;
import dev.reinstate.apply.KnownState;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How old a look at a tag may be, and what looking costs. */
final class RecentTagsTest {

  private static final Repository PAUSE = Repository.parse("us.example/prod/pause");
  private static final DescriptorDigest IMAGE = Digests.of(new byte[] {1});
  private static final DescriptorDigest THEIRS = Digests.of(new byte[] {2});

  private final FakeTags registry = new FakeTags();
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private final Instant planned = now;
  private final RecentTags recent = new RecentTags(registry, () -> now);

  @Test
  void aYoungListingIsAsGoodAsALook() throws IOException {
    registry.tags.put("v0", THEIRS);
    pass(4);
    RecentTags.NewTag tag = find("v0", 1);
    assertEquals(Optional.empty(), tag.seen());
    assertTrue(tag.seenJustNow());
    assertEquals(List.of(), registry.asked);
  }

  /** What waits for its turn gets no younger. */
  @Test
  void itsAgeIsAskedWhenTheWriteIsAboutToLeave() throws IOException {
    pass(4);
    RecentTags.NewTag tag = find("v0", 1);
    pass(1);
    assertFalse(tag.seenJustNow());
  }

  @Test
  void afterFiveSecondsTheWriteHasToLook() throws IOException {
    registry.tags.put("v0", THEIRS);
    pass(5);
    RecentTags.NewTag tag = find("v0", 2);
    assertEquals(Optional.empty(), tag.seen());
    assertFalse(tag.seenJustNow());
    assertEquals(List.of(), registry.asked);
  }

  @Test
  void aLookServesForFiveSecondsToo() throws IOException {
    pass(5);
    find("v0", 1).looked(Optional.of(THEIRS));
    pass(4);
    assertEquals(Optional.of(THEIRS), find("v0", 1).seen());
    pass(1);
    assertEquals(Optional.empty(), find("v0", 1).seen());
    assertFalse(find("v0", 1).seenJustNow());
  }

  @Test
  void manyTagsOfARepositoryTakeOneListingEveryFiveSeconds() throws IOException {
    pass(5);
    assertTrue(find("v0", 3).seenJustNow());
    assertTrue(find("v1", 3).seenJustNow());
    registry.tags.put("v2", THEIRS);
    pass(5);
    assertEquals(Optional.of(THEIRS), find("v2", 3).seen());
    assertEquals(List.of("all", "all"), registry.asked);
  }

  @Test
  void aTagThatAListingNamesWithoutItsDigestHasToBeLookedAt() throws IOException {
    registry.tellsDigests = false;
    registry.tags.put("v0", THEIRS);
    pass(5);
    assertFalse(find("v0", 3).seenJustNow());
    assertTrue(find("v1", 3).seenJustNow());
    assertEquals(List.of("all"), registry.asked);
  }

  @Test
  void whereNothingCanBeListedTagsHaveToBeLookedAt() throws IOException {
    registry.refusesToList = true;
    pass(5);
    assertFalse(find("v0", 3).seenJustNow());
    assertFalse(find("v1", 3).seenJustNow());
    assertEquals(List.of("all"), registry.asked);
  }

  /** Otherwise each tag would wait for a listing of its own. */
  @Test
  void aListingThatTakesLongerThanALookIsGoodForIsAskedOnce() throws IOException {
    registry.whileListing = () -> pass(5);
    pass(5);
    assertFalse(find("v0", 3).seenJustNow());
    assertFalse(find("v1", 3).seenJustNow());
    assertEquals(List.of("all"), registry.asked);
  }

  @Test
  void aListingSaysNothingOfATagThatIsDoubted() {
    RecentTags.NewTag tag = recent.findDoubted(PAUSE, "v0");
    assertFalse(tag.seenJustNow());
    tag.looked(Optional.empty());
    assertTrue(recent.findDoubted(PAUSE, "v0").seenJustNow());
  }

  @Test
  void aClockThatWasSetBackMakesNothingYoung() throws IOException {
    pass(-60);
    assertFalse(find("v0", 1).seenJustNow());
  }

  private RecentTags.NewTag find(String tag, int tags) throws IOException {
    return recent.find(PAUSE, tag, KnownState.of(adding(tags), LiveState.EMPTY, planned));
  }

  private void pass(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private static Plan adding(int tags) {
    return new Plan(
        IntStream.range(0, tags)
            .mapToObj(
                i ->
                    new Action.AddTag(
                        PAUSE, "v" + i, IMAGE, Authority.MANIFEST, ActionReason.TAG_MISSING))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of(),
        StateCounts.NONE);
  }
}
