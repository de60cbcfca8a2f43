package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.attached.AttachmentForms;
import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Manifests that listings show without a tag and that nobody explains: neither manifests nor
 * snapshot know them. Some may be referrers of images that would lack something otherwise. They are
 * read, each once, where they are no more than those images; else it takes fewer requests to ask
 * for the referrers of each image.
 */
final class Untold {

  private record Place(Repository repository, DescriptorDigest manifest) {}

  private record Answer(
      Place place, Optional<DescriptorDigest> subject, Optional<String> failure) {}

  private final ImmutableSet<Repository> read;
  private final ImmutableSetMultimap<Place, DescriptorDigest> referrers;
  private final Map<Repository, String> failures = new LinkedHashMap<>();

  private Untold(ImmutableSet<Repository> read, Collection<Answer> answers) {
    this.read = read;
    ImmutableSetMultimap.Builder<Place, DescriptorDigest> found = ImmutableSetMultimap.builder();
    for (Answer answer : answers) {
      Place place = answer.place;
      answer.failure.ifPresent(why -> failures.putIfAbsent(place.repository, why));
      answer.subject.ifPresent(
          subject -> found.put(new Place(place.repository, subject), place.manifest));
    }
    this.referrers = found.build();
  }

  /**
   * Reads what is worth it.
   *
   * @param lacking how many images of which places lack something so far
   */
  static Untold of(
      Map<Repository, Long> lacking,
      Map<Repository, LiveRepository> listings,
      DesiredState desired,
      MergeBase agreed,
      ImageReader images,
      FanOut fanOut) {
    ImmutableSet.Builder<Repository> read = ImmutableSet.builder();
    ImmutableSet.Builder<Place> places = ImmutableSet.builder();
    lacking.forEach(
        (repository, count) -> {
          if (listings.get(repository) instanceof LiveRepository.Contents contents
              && contents.showsUntagged()) {
            SortedSet<DescriptorDigest> unexplained =
                unexplained(repository, contents, desired, agreed);
            if (unexplained.size() <= count) {
              read.add(repository);
              unexplained.forEach(manifest -> places.add(new Place(repository, manifest)));
            }
          }
        });
    return new Untold(read.build(), fanOut.map(places.build(), place -> read(place, images)));
  }

  private static SortedSet<DescriptorDigest> unexplained(
      Repository repository,
      LiveRepository.Contents contents,
      DesiredState desired,
      MergeBase agreed) {
    SortedSet<DescriptorDigest> unexplained = new TreeSet<>(Digests.ORDER);
    unexplained.addAll(contents.images());
    unexplained.removeAll(contents.tags().values());
    unexplained.removeAll(desired.images(repository).tagsByDigest().keySet());
    unexplained.removeAll(agreed.get(repository).namedImages());
    return unexplained;
  }

  private static Answer read(Place place, ImageReader images) {
    try {
      return new Answer(
          place, subject(images.manifest(place.repository, place.manifest)), Optional.empty());
    } catch (NoSuchFileException e) {
      return new Answer(place, Optional.empty(), Optional.empty());
    } catch (IOException e) {
      return new Answer(place, Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  /** What is no manifest refers to nothing. */
  private static Optional<DescriptorDigest> subject(Manifest manifest) {
    try {
      return ManifestReferences.of(manifest).subject();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether what nobody explains there was read. */
  boolean wasRead(Repository place) {
    return read.contains(place);
  }

  /** Those that refer to an image, as far as they were read. */
  ImmutableList<Attachment> of(Repository place, DescriptorDigest image) {
    return referrers.get(new Place(place, image)).stream()
        .map(AttachmentForms::untold)
        .collect(ImmutableList.toImmutableList());
  }

  /** Why some of a place could not be read, each of which may refer to any image. */
  Optional<String> failure(Repository place) {
    return Optional.ofNullable(failures.get(place));
  }
}
