package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.Attachments;
import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What registries show to be attached: by tag, and, where listings show what has no tag, by what
 * the snapshot knows of that. Only what this does not explain takes requests for an image: the list
 * of referrers that clients keep under a tag, and the registry's own. For any thread; each answer
 * is found once.
 */
public final class LiveAttachments implements Attachments {

  /** One image is asked about several times in a row. */
  private static final long REMEMBERED = 100_000;

  private record Key(Repository repository, DescriptorDigest image) {}

  private final Function<Repository, LiveRepository> listings;
  private final MergeBase agreed;
  private final RepositoryReader registries;
  private final AttachmentLists lists;
  private final KnownReferrers known;
  private final SingleFlight<Key, ImmutableList<Attachment>, IOException> asked =
      new SingleFlight<>(IOException.class, REMEMBERED);
  private final SingleFlight<Repository, Boolean, RuntimeException> explained =
      new SingleFlight<>(RuntimeException.class);

  /**
   * @param listings how registries answered; may read them when it is asked
   * @param agreed of the snapshot, or empty
   * @param registries to ask for the referrers of one image
   */
  public LiveAttachments(
      Function<Repository, LiveRepository> listings,
      MergeBase agreed,
      RepositoryReader registries,
      AttachmentLists lists) {
    this.listings = listings;
    this.agreed = agreed;
    this.registries = registries;
    this.lists = lists;
    this.known = new KnownReferrers(agreed);
  }

  @Override
  public ImmutableList<Attachment> of(Repository repository, DescriptorDigest image)
      throws IOException {
    LiveRepository.Contents contents = contents(repository);
    ImmutableList.Builder<Attachment> found = ImmutableList.builder();
    for (String tag : AttachmentForms.tags(image)) {
      if (hasTag(contents, tag)) {
        found.add(AttachmentForms.tagged(tag, Optional.ofNullable(contents.tags().get(tag))));
      }
    }
    known.of(repository, image).stream()
        .filter(contents.images()::contains)
        .sorted(Digests.ORDER)
        .map(AttachmentForms::untold)
        .forEach(found::add);
    return found.build();
  }

  @Override
  public ImmutableList<Attachment> unlisted(Repository repository, DescriptorDigest image)
      throws IOException {
    LiveRepository.Contents contents = contents(repository);
    return contents.unknown() || isExplained(repository, contents)
        ? ImmutableList.of()
        : asked.get(new Key(repository, image), () -> asked(repository, contents, image));
  }

  private LiveRepository.Contents contents(Repository repository) throws IOException {
    return switch (listings.apply(repository)) {
      case LiveRepository.Contents contents -> contents;
      case LiveRepository.Unreadable unreadable -> throw new IOException(unreadable.reason());
    };
  }

  private static boolean hasTag(LiveRepository.Contents contents, String tag) {
    return contents.tags().containsKey(tag) || contents.otherTags().contains(tag);
  }

  private ImmutableList<Attachment> asked(
      Repository repository, LiveRepository.Contents contents, DescriptorDigest image)
      throws IOException {
    NavigableMap<DescriptorDigest, Attachment> referrers = new TreeMap<>(Digests.ORDER);
    String list = AttachmentTag.ofReferrers(image);
    if (hasTag(contents, list)) {
      for (Attachment each :
          lists.read(repository, list, Optional.ofNullable(contents.tags().get(list)))) {
        referrers.put(each.manifest().orElseThrow(), each);
      }
    }
    for (Referrer each : registries.referrers(repository, image)) {
      referrers.put(
          each.digest(),
          AttachmentForms.referrer(each.digest(), each.artifactType(), each.annotations()));
    }
    of(repository, image).stream()
        .flatMap(attachment -> attachment.manifest().stream())
        .forEach(referrers::remove);
    return ImmutableList.copyOf(referrers.values());
  }

  /** Whether the listing shows all there is, and all without a tag is known for what it is. */
  private boolean isExplained(Repository repository, LiveRepository.Contents contents) {
    return contents.showsUntagged()
        && explained.get(
            repository,
            () -> {
              Set<DescriptorDigest> tagged = ImmutableSet.copyOf(contents.tags().values());
              Set<DescriptorDigest> known = agreed.get(repository).namedImages();
              return contents.images().stream()
                  .allMatch(image -> tagged.contains(image) || known.contains(image));
            });
  }
}
