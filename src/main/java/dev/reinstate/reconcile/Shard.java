package dev.reinstate.reconcile;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * One of several runs that share the work: every name belongs to exactly one of them, on every
 * machine and in every release. Mirrors of a repository have one name, so that what is fetched for
 * one of them serves the others.
 *
 * @param index from 0, as in Kubernetes' {@code JOB_COMPLETION_INDEX}
 * @param count how many there are, at least 1
 */
public record Shard(int index, int count) {

  /** {@link IllegalArgumentException} when the index is not one of so many. */
  public Shard {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          count < 1
              ? "there must be at least 1 shard"
              : "of " + count + " shards the first is 0 and the last " + (count - 1));
    }
  }

  /**
   * Whether a repository is this one's.
   *
   * @param name the repository's, below its destination
   */
  public boolean has(String name) {
    long hash = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).asLong();
    return Math.floorMod(hash, count) == index;
  }

  /** {@code index/count}. */
  @Override
  public String toString() {
    return index + "/" + count;
  }
}
