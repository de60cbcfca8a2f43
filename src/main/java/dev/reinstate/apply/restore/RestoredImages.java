package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.apply.KnownState;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Images that were put, or seen to be there, each once a run, until a registry misses them. */
final class RestoredImages {

  /** That an image is there; each time another. */
  static final class Restored {
    private final Optional<String> tag;

    /**
     * @param tag it was put under; empty for its digest
     */
    Restored(Optional<String> tag) {
      this.tag = tag;
    }

    Optional<String> tag() {
      return tag;
    }
  }

  private final SingleFlight<KnownState.Image, Restored, IOException> flights =
      new SingleFlight<>(IOException.class);

  /** Of which no look is believed any more that they are there. */
  private final Set<KnownState.Image> missed = ConcurrentHashMap.newKeySet();

  Restored get(KnownState.Image image, SingleFlight.Work<Restored, IOException> work)
      throws IOException {
    return flights.get(image, work);
  }

  /** Those of the images that are taken to be in the repository. */
  ImmutableMap<KnownState.Image, Restored> believed(
      Repository repository, List<Descriptor> images) {
    ImmutableMap.Builder<KnownState.Image, Restored> believed = ImmutableMap.builder();
    for (Descriptor image : images) {
      KnownState.Image key = new KnownState.Image(repository, image.digest());
      flights.find(key).ifPresent(restored -> believed.put(key, restored));
    }
    return believed.buildKeepingLast();
  }

  /**
   * A registry misses something, and it may be these: they are not taken to be there any more.
   *
   * @param believed before it was asked; whatever was put since stays
   * @param named what it says that it misses; empty when it does not say
   * @param again whether that was supplied before
   */
  void refused(
      ImmutableMap<KnownState.Image, Restored> believed,
      Set<DescriptorDigest> named,
      boolean again) {
    believed.forEach(
        (image, restored) -> {
          if (named.isEmpty() || named.contains(image.digest())) {
            if (!named.isEmpty() || again) {
              missed.add(image);
            }
            flights.forget(image, restored);
          }
        });
  }

  /** Whether it is to be put even if it seems to be there. */
  boolean isMissed(KnownState.Image image) {
    return missed.contains(image);
  }
}
