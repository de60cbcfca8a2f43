package dev.reinstate.snapshot.journal;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Repository;
import java.time.Instant;

/**
 * What a confirmed run is about to write although no manifest lists it.
 *
 * @param run its name, for a human
 */
public record JournalEntry(
    String run, Instant time, ImmutableListMultimap<Repository, Write> writes) {

  /**
   * One image.
   *
   * @param tags those it gets
   */
  public record Write(DescriptorDigest digest, ImmutableSortedSet<String> tags) {}
}
