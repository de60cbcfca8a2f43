package dev.reinstate.signature.attached;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.Attachments;
import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What registries show to be attached: by tag, by the list of referrers that clients keep under a
 * tag, and, where listings show what has no tag, by what the snapshot knows of that. Only what none
 * of these explains takes a request for an image. For any thread; each answer is found once.
 */
public final class LiveAttachments implements Attachments {

  private record Key(Repository repository, DescriptorDigest image) {}

  private final Function<Repository, LiveRepository> listings;
  private final MergeBase agreed;
  private final RepositoryReader registries;
  private final AttachmentLists lists;
  private final KnownReferrers known;
  private final SingleFlight<Key, ImmutableList<Attachment>, IOException> listed =
      new SingleFlight<>(IOException.class);
  private final SingleFlight<Key, ImmutableList<Attachment>, IOException> asked =
      new SingleFlight<>(IOException.class);
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
    return listed.get(new Key(repository, image), () -> listed(repository, contents, image));
  }

  @Override
  public ImmutableList<Attachment> unlisted(Repository repository, DescriptorDigest image)
      throws IOException {
    LiveRepository.Contents contents = contents(repository);
    return contents.unknown() || isExplained(repository, contents)
        ? ImmutableList.of()
        : asked.get(new Key(repository, image), () -> asked(repository, image));
  }

  private LiveRepository.Contents contents(Repository repository) throws IOException {
    return switch (listings.apply(repository)) {
      case LiveRepository.Contents contents -> contents;
      case LiveRepository.Unreadable unreadable -> throw new IOException(unreadable.reason());
    };
  }

  private ImmutableList<Attachment> listed(
      Repository repository, LiveRepository.Contents contents, DescriptorDigest image)
      throws IOException {
    ImmutableList.Builder<Attachment> found = ImmutableList.builder();
    for (String tag : AttachmentForms.tags(image)) {
      if (hasTag(contents, tag)) {
        found.add(AttachmentForms.tagged(tag, Optional.ofNullable(contents.tags().get(tag))));
      }
    }
    Map<DescriptorDigest, Attachment> referrers = new LinkedHashMap<>();
    String list = AttachmentTag.ofReferrers(image);
    if (hasTag(contents, list)) {
      for (Attachment each :
          lists.read(repository, list, Optional.ofNullable(contents.tags().get(list)))) {
        referrers.put(each.manifest().orElseThrow(), each);
      }
    }
    for (DescriptorDigest referrer : known.of(repository, image)) {
      if (contents.images().contains(referrer)) {
        referrers.putIfAbsent(referrer, AttachmentForms.untold(referrer));
      }
    }
    return found.addAll(inOrder(referrers.values())).build();
  }

  private static boolean hasTag(LiveRepository.Contents contents, String tag) {
    return contents.tags().containsKey(tag) || contents.otherTags().contains(tag);
  }

  private ImmutableList<Attachment> asked(Repository repository, DescriptorDigest image)
      throws IOException {
    ImmutableSet<DescriptorDigest> told =
        of(repository, image).stream()
            .flatMap(attachment -> attachment.manifest().stream())
            .collect(ImmutableSet.toImmutableSet());
    return inOrder(
        registries.referrers(repository, image).stream()
            .filter(referrer -> !told.contains(referrer.digest()))
            .map(
                referrer ->
                    AttachmentForms.referrer(
                        referrer.digest(), referrer.artifactType(), referrer.annotations()))
            .toList());
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

  private static ImmutableList<Attachment> inOrder(Collection<Attachment> referrers) {
    return referrers.stream()
        .sorted((one, other) -> Digests.ORDER.compare(manifest(one), manifest(other)))
        .collect(ImmutableList.toImmutableList());
  }

  private static DescriptorDigest manifest(Attachment referrer) {
    return referrer.manifest().orElseThrow();
  }
}
