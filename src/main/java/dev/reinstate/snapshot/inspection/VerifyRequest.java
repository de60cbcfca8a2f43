package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * How closely to look at a snapshot.
 *
 * @param asOf empty for the newest
 * @param maxAge how old the newest snapshot of the store may be; empty for any age
 */
public record VerifyRequest(Optional<Instant> asOf, Depth depth, Optional<Duration> maxAge) {

  /** Which blobs to read; documents and manifests are read always. */
  public sealed interface Depth {

    /** The blobs to read, of all there are. */
    ImmutableList<DescriptorDigest> choose(ImmutableSet<DescriptorDigest> all);

    /** What is told what came of it. */
    default Reading reading() {
      return ImmutableSet::asList;
    }

    /** None: that they exist with their size is enough. */
    record Existence() implements Depth {

      @Override
      public ImmutableList<DescriptorDigest> choose(ImmutableSet<DescriptorDigest> all) {
        return ImmutableList.of();
      }
    }

    /**
     * Some.
     *
     * @param seed decides which
     */
    record Sample(int count, long seed) implements Depth {

      @Override
      public ImmutableList<DescriptorDigest> choose(ImmutableSet<DescriptorDigest> all) {
        return all.stream()
            .sorted(Comparator.comparing(this::place))
            .limit(count)
            .collect(ImmutableList.toImmutableList());
      }

      private Long place(DescriptorDigest digest) {
        return Hashing.sipHash24(seed, 0).hashUnencodedChars(digest.getHash()).asLong();
      }
    }

    /** All that is in the store, also what this snapshot does not need. */
    record Everything(Reading reading) implements Depth {

      @Override
      public ImmutableList<DescriptorDigest> choose(ImmutableSet<DescriptorDigest> all) {
        return reading.order(all);
      }
    }
  }

  /** In which order and how far a store is read; it is told what came of it. */
  public interface Reading {

    ImmutableList<DescriptorDigest> order(ImmutableSet<DescriptorDigest> all);

    /**
     * Whether to read this object, too; asked in order, right before.
     *
     * @param size in bytes, by the listing; negative for what is no blob
     */
    default boolean begins(DescriptorDigest object, long size) {
      return true;
    }

    /** Its bytes are right. */
    default void whole(DescriptorDigest object, long bytes) {}

    /**
     * They are not.
     *
     * @param fault for a human
     */
    default void damaged(DescriptorDigest object, String fault) {}
  }
}
