package dev.reinstate.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Census;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Reason;
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
    assertEquals(Optional.empty(), resolve("v0", 1));
    assertEquals(List.of(), registry.asked);
  }

  @Test
  void afterFiveSecondsTheTagIsLookedAt() throws IOException {
    registry.tags.put("v0", THEIRS);
    pass(5);
    assertEquals(Optional.of(THEIRS), resolve("v0", 2));
    assertEquals(Optional.empty(), resolve("v1", 2));
    assertEquals(List.of("v0", "v1"), registry.asked);
  }

  @Test
  void aLookServesForFiveSecondsToo() throws IOException {
    pass(5);
    assertEquals(Optional.empty(), resolve("v0", 1));
    registry.tags.put("v0", THEIRS);
    pass(4);
    assertEquals(Optional.empty(), resolve("v0", 1));
    pass(1);
    assertEquals(Optional.of(THEIRS), resolve("v0", 1));
    assertEquals(List.of("v0", "v0"), registry.asked);
  }

  @Test
  void manyTagsOfARepositoryTakeOneListingEveryFiveSeconds() throws IOException {
    pass(5);
    assertEquals(Optional.empty(), resolve("v0", 3));
    assertEquals(Optional.empty(), resolve("v1", 3));
    registry.tags.put("v2", THEIRS);
    pass(5);
    assertEquals(Optional.of(THEIRS), resolve("v2", 3));
    assertEquals(List.of("all", "all"), registry.asked);
  }

  @Test
  void aTagThatAListingNamesWithoutItsDigestIsLookedAt() throws IOException {
    registry.tellsDigests = false;
    registry.tags.put("v0", THEIRS);
    pass(5);
    assertEquals(Optional.of(THEIRS), resolve("v0", 3));
    assertEquals(Optional.empty(), resolve("v1", 3));
    assertEquals(List.of("all", "v0"), registry.asked);
  }

  @Test
  void whereNothingCanBeListedTagsAreLookedAt() throws IOException {
    registry.refusesToList = true;
    registry.tags.put("v0", THEIRS);
    pass(5);
    assertEquals(Optional.of(THEIRS), resolve("v0", 3));
    assertEquals(Optional.empty(), resolve("v1", 3));
    assertEquals(List.of("all", "v0", "v1"), registry.asked);
  }

  @Test
  void aClockThatWasSetBackMakesNothingYoung() throws IOException {
    registry.tags.put("v0", THEIRS);
    pass(-60);
    assertEquals(Optional.of(THEIRS), resolve("v0", 1));
  }

  private Optional<DescriptorDigest> resolve(String tag, int tags) throws IOException {
    return recent.resolve(PAUSE, tag, KnownState.of(adding(tags), LiveState.EMPTY, planned));
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
                        PAUSE, "v" + i, IMAGE, Authority.MANIFEST, Reason.TAG_MISSING))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of(),
        Census.NONE);
  }
}
