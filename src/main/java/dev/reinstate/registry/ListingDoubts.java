package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.ParallelIo;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import java.io.IOException;
import java.util.Optional;

/**
 * Listings that show an image but not its tag, where that is no ordinary thing: the tag was seen
 * before, or no tag is shown at all. What a listing does not show may be there all the same, and
 * point elsewhere, so such tags are asked for; a listing that is found wrong says nothing.
 */
final class ListingDoubts {

  private final ManifestResolver resolver;
  private final ParallelIo heads;

  ListingDoubts(ManifestResolver resolver, FanOut heads) {
    this.resolver = resolver;
    this.heads = new ParallelIo(heads);
  }

  private record Found(String tag, DescriptorDigest digest) {}

  /**
   * What was listed, when nothing speaks against it.
   *
   * @throws IOException when a tag is there that was not listed, or cannot be asked for
   */
  LiveRepository.Contents checked(
      Repository repository, LiveRepository.Contents listed, Expectation expectation)
      throws IOException {
    ImmutableList<String> doubtful = doubtful(listed, expectation);
    if (doubtful.isEmpty()) {
      return listed;
    }
    Optional<Found> found =
        heads
            .map(
                doubtful,
                tag -> resolver.resolve(repository, tag).map(digest -> new Found(tag, digest)))
            .stream()
            .flatMap(Optional::stream)
            .findFirst();
    if (found.isPresent()) {
      throw new IOException(
          "the listing of "
              + repository
              + " does not show tag "
              + found.get().tag()
              + ", which is at "
              + found.get().digest()
              + "; run again once its listing is whole");
    }
    return listed;
  }

  private static ImmutableList<String> doubtful(
      LiveRepository.Contents listed, Expectation expectation) {
    ImmutableList.Builder<String> doubtful = ImmutableList.builder();
    boolean none = listed.tags().isEmpty() && listed.otherTags().isEmpty();
    expectation
        .belonging()
        .forEach(
            (tag, digest) -> {
              boolean isShown = listed.tags().containsKey(tag) || listed.otherTags().contains(tag);
              if (!isShown
                  && listed.images().contains(digest)
                  && (none || expectation.seenBefore().contains(tag))) {
                doubtful.add(tag);
              }
            });
    return doubtful.build();
  }
}
