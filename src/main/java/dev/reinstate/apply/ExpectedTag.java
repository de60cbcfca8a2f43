package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Optional;

/**
 * A tag, and what it must be when a write of it leaves. Registries have no compare-and-set: what
 * comes nearest is a look on every attempt, right before it leaves.
 */
public interface ExpectedTag {

  String name();

  /** Where it must point; empty when it must not be there. */
  Optional<DescriptorDigest> value();

  /**
   * Whether it was seen like that so recently that the first attempt may leave without another
   * look. Asked when that attempt is about to leave.
   */
  boolean seenJustNow();

  /** Is told what a look found. */
  void looked(Optional<DescriptorDigest> now);
}
