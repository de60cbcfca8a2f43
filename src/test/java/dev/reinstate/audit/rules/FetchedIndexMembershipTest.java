package dev.reinstate.audit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FetchedIndexMembershipTest {

  private final FetchedIndexMembership membership = new FetchedIndexMembership(6);

  @Test
  void parentsOfAChildAreAllThatListIt() {
    membership.add(digest(1), children(10, 11));
    membership.add(digest(2), children(11));
    assertEquals(ImmutableSet.of(digest(1)), membership.parents(digest(10)));
    assertEquals(ImmutableSet.of(digest(1), digest(2)), membership.parents(digest(11)));
    assertEquals(ImmutableSet.of(), membership.parents(digest(1)));
  }

  @Test
  void whatWasNotAskedForLongestGoesWithItsChildren() {
    membership.add(digest(1), children(10, 11));
    membership.add(digest(2), children(11, 12));
    assertTrue(membership.knows(digest(1)));
    membership.add(digest(3), children(13));
    assertTrue(membership.knows(digest(1)));
    assertFalse(membership.knows(digest(2)));
    assertTrue(membership.knows(digest(3)));
    assertEquals(ImmutableSet.of(digest(1)), membership.parents(digest(11)));
    assertEquals(ImmutableSet.of(), membership.parents(digest(12)));
  }

  @Test
  void oneThatIsTooLargeIsNotKept() {
    membership.add(digest(1), children(10, 11, 12, 13, 14, 15));
    assertFalse(membership.knows(digest(1)));
    assertEquals(ImmutableSet.of(), membership.parents(digest(10)));
  }

  @Test
  void onlyWhatMayBeAnIndexHasChildrenToLookFor() {
    membership.add(
        digest(1),
        ImmutableList.of(
            new Descriptor(MediaTypes.OCI_MANIFEST, digest(10), 1),
            new Descriptor(MediaTypes.OCI_INDEX, digest(11), 1),
            new Descriptor("", digest(12), 1)));
    assertEquals(ImmutableList.of(digest(11), digest(12)), membership.nested(digest(1)));
    assertEquals(ImmutableList.of(), membership.nested(digest(2)));
  }

  private static ImmutableList<Descriptor> children(int... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(i -> new Descriptor(MediaTypes.DOCKER_MANIFEST, digest(i), 1))
        .collect(ImmutableList.toImmutableList());
  }

  private static DescriptorDigest digest(int i) {
    return Digests.ofHex("%064x".formatted(i));
  }
}
