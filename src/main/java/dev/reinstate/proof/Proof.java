package dev.reinstate.proof;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.Optional;

/**
 * What one run found. A place in several of the sets counts as damaged before unread, and as unread
 * before proven.
 *
 * @param begun when it began to look; what it found is no newer for certain
 * @param ended not before that
 * @param shard which part of all it had, for a human; empty when it had all
 * @param from the place of the first image it visited, 0 when it visited none
 * @param to of the last
 * @param proven whole, or healed and read again
 * @param damaged seen broken and not healed: what was proven before counts no more
 * @param unread visited in vain, which tells nothing
 * @param damage what was wrong, the first {@link #MOST_DAMAGE} of it; the sets are whole
 */
public record Proof(
    Instant begun,
    Instant ended,
    ProofLevel level,
    Optional<String> shard,
    long from,
    long to,
    Counts counts,
    Places proven,
    Places damaged,
    Places unread,
    ImmutableList<Damage> damage) {

  public static final int MOST_DAMAGE = 1_000;

  public Proof {
    ended = ended.isBefore(begun) ? begun : ended;
    unread = unread.without(damaged);
    proven = proven.without(damaged).without(unread);
    damage = damage.subList(0, Math.min(MOST_DAMAGE, damage.size()));
  }

  /**
   * What a run did; each at least 0.
   *
   * @param images those visited
   * @param manifests distinct ones in each repository
   * @param blobs distinct ones in each repository
   * @param bytes of the blobs that were read
   */
  public record Counts(long images, long manifests, long blobs, long bytes, long requests) {}

  /**
   * Something that is not as it must be.
   *
   * @param kind as findings name it
   */
  public record Damage(
      String kind, String repository, String digest, String expected, String seen) {}
}
