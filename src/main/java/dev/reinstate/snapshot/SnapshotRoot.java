package dev.reinstate.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.take.StoredBlobs;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The small object that makes a snapshot, written last.
 *
 * @param created when it was taken, by the clock of the machine that took it
 * @param predecessors the snapshots it continues: none for the first, several where runs had parted
 * @param ancestors how many snapshots of the store it continues, directly or not; empty in roots of
 *     old versions
 * @param trees the registry tree of each destination; identical mirrors share one
 * @param unreadable repositories whose agreed state was carried over unread, or whose referrers may
 *     not be all, with the reason
 * @param broken live images it does not hold, and those that the store has lost
 * @param disputed tags on which manifest and registry differed
 * @param overwritten attachments whose tags were overwritten; none in roots of old versions
 * @param forked tags on which the snapshots it continues differed
 */
public record SnapshotRoot(
    Instant created,
    ImmutableList<Predecessor> predecessors,
    OptionalLong ancestors,
    ImmutableSortedMap<RegistryPrefix, Descriptor> trees,
    Counts counts,
    ImmutableSortedMap<Repository, String> unreadable,
    ImmutableList<BrokenImage> broken,
    ImmutableList<DisputedTag> disputed,
    ImmutableList<DisputedAttachment> overwritten,
    ImmutableList<ForkedTag> forked) {

  /** The first of those it continues. */
  public Optional<Predecessor> predecessor() {
    return predecessors.stream().findFirst();
  }

  /** Whether everything could be read. */
  public boolean complete() {
    return unreadable.isEmpty() && broken.isEmpty();
  }

  /**
   * A link of the chain.
   *
   * @param digest the SHA-256 of that snapshot's root object
   */
  public record Predecessor(SnapshotName name, DescriptorDigest digest) {}

  /**
   * What a snapshot amounts to.
   *
   * @param images per repository, so that a mirrored image counts in every mirror; tags likewise
   * @param bytes of all blobs in the store
   * @param newBytes of the blobs this snapshot added to it
   * @param listing what says whether all blobs are still there, {@link StoredBlobs#listing}; empty
   *     in snapshots taken before there was one
   */
  public record Counts(
      long repositories,
      long images,
      long tags,
      long bytes,
      long newBytes,
      Optional<DescriptorDigest> listing) {}
}
