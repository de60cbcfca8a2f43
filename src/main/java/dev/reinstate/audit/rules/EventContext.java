package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.journal.JournalEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Everything that bears on one event of a repository. Not for concurrent use. */
public final class EventContext {

  /** A signature of an attestation of an image is as far as it goes. */
  private static final int MOST_LINKS = 3;

  private final Repository repository;
  private final Optional<DesiredRepository> desired;
  private final MergeBaseRepository agreed;
  private final Instant published;
  private final ImageRelations relations;
  private final IndexAncestry ancestry;
  private final ImageTrees trees;
  private Optional<Announcements> announcements = Optional.empty();

  public EventContext(
      Repository repository,
      ReferenceState reference,
      Instant published,
      ImageRelations relations) {
    this.repository = repository;
    this.desired = Optional.ofNullable(reference.desired().repositories().get(repository));
    this.agreed = reference.agreed().get(repository);
    this.published = published;
    this.relations = relations;
    this.ancestry = relations.ancestry(reference.agreed());
    this.trees = trees(listed());
  }

  Repository repository() {
    return repository;
  }

  /** Whether any manifest promotes to the repository. */
  public boolean isPromoted() {
    return desired.isPresent();
  }

  /** Whether a manifest lists the image in the repository. */
  boolean isListed(DescriptorDigest image) {
    return listed().contains(image);
  }

  /** Whether the snapshot has seen the image here. */
  boolean isAgreed(DescriptorDigest image) {
    return agreed.images().containsKey(image);
  }

  /** Where the manifests want a tag to point. */
  Optional<DescriptorDigest> desiredDigest(String tag) {
    return desired.map(images -> images.images().digestByTag().get(tag));
  }

  /** Where the snapshot has a tag. */
  public Optional<DescriptorDigest> agreedDigest(String tag) {
    return Optional.ofNullable(agreed.tags().get(tag)).map(found -> found.digest());
  }

  /** The listed image that an image is or is part of, without asking anybody. */
  Optional<DescriptorDigest> knownRootOf(DescriptorDigest image) {
    return trees.knownRootOf(image);
  }

  /** The listed image that an image is or is part of. */
  Optional<DescriptorDigest> rootOf(DescriptorDigest image) throws IOException {
    return trees.rootOf(image);
  }

  /** How many listed images are nowhere to be read, so that their children are not known. */
  int unread() {
    return trees.unknown();
  }

  /** The image of the manifests that an image is attached to, directly or not. */
  Optional<DescriptorDigest> attachedTo(DescriptorDigest image) throws IOException {
    if (!isPromoted()) {
      return Optional.empty();
    }
    Optional<DescriptorDigest> known = knownSubject(image);
    return wanted(known.isPresent() ? known : relations.subjects().of(repository, image));
  }

  /** The same as far as it is known, for an image that is gone. */
  Optional<DescriptorDigest> wasAttachedTo(DescriptorDigest image) throws IOException {
    Optional<DescriptorDigest> byTag =
        agreed.tags().entrySet().stream()
            .filter(tag -> tag.getValue().digest().equals(image))
            .flatMap(tag -> AttachmentTag.subjectOf(tag.getKey()).stream())
            .findFirst();
    return wanted(byTag.isPresent() ? byTag : knownSubject(image));
  }

  private Optional<DescriptorDigest> wanted(Optional<DescriptorDigest> subject) throws IOException {
    Optional<DescriptorDigest> next = subject;
    for (int link = 0; next.isPresent() && link < MOST_LINKS; link++) {
      if (rootOf(next.get()).isPresent()) {
        return next;
      }
      next = knownSubject(next.get());
    }
    return Optional.empty();
  }

  private Optional<DescriptorDigest> knownSubject(DescriptorDigest image) {
    return Optional.ofNullable(agreed.images().get(image))
        .flatMap(MergeBaseImage::subject)
        .or(() -> relations.subjects().known(image));
  }

  /** What confirmed runs announced for the repository, as far as that was read already. */
  Announcements knownAnnouncements() {
    return new Announcements(repository, relations.journal().known(published));
  }

  /** What confirmed runs announced for the repository. */
  Announcements announcements() throws IOException {
    if (announcements.isEmpty()) {
      announcements =
          Optional.of(new Announcements(repository, relations.journal().all(published)));
    }
    return announcements.get();
  }

  /** The announced image that an image is or is part of. */
  Optional<DescriptorDigest> announcedRootOf(DescriptorDigest image) throws IOException {
    return trees(announcements().images()).rootOf(image);
  }

  private Set<DescriptorDigest> listed() {
    return desired
        .<Set<DescriptorDigest>>map(images -> images.images().tagsByDigest().keySet())
        .orElseGet(ImmutableSet::of);
  }

  private ImageTrees trees(Set<DescriptorDigest> roots) {
    ImmutableList<Repository> places =
        ImmutableList.<Repository>builder()
            .add(repository)
            .addAll(desired.map(DesiredRepository::sources).orElseGet(ImmutableList::of))
            .build();
    return new ImageTrees(roots, places, ancestry, relations.reading());
  }

  /** What confirmed runs announced for one repository. */
  record Announcements(Repository repository, ImmutableList<JournalEntry> entries) {

    /** Who announced the image, under whatever tags. */
    Optional<String> ofImage(DescriptorDigest digest) {
      return first(write -> write.digest().equals(digest));
    }

    /** Who announced the image under this tag. */
    Optional<String> ofTag(DescriptorDigest digest, String tag) {
      return first(write -> write.digest().equals(digest) && write.tags().contains(tag));
    }

    private Optional<String> first(Predicate<JournalEntry.Write> wanted) {
      return entries.stream()
          .filter(entry -> entry.writes().get(repository).stream().anyMatch(wanted))
          .map(entry -> entry.run() + " at " + entry.time())
          .findFirst();
    }

    private ImmutableSet<DescriptorDigest> images() {
      return entries.stream()
          .flatMap(entry -> entry.writes().get(repository).stream())
          .map(JournalEntry.Write::digest)
          .collect(ImmutableSet.toImmutableSet());
    }
  }
}
