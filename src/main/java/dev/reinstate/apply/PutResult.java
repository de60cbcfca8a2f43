package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/** A registry's answer to a manifest. */
public sealed interface PutResult {

  /** It is there now. */
  record Accepted() implements PutResult {}

  /**
   * The registry wants what the manifest refers to first ({@code MANIFEST_BLOB_UNKNOWN}, {@code
   * BLOB_UNKNOWN} or {@code MANIFEST_UNKNOWN}).
   *
   * @param named the digests the error details name; empty when the registry does not say which
   */
  record MissingReferences(ImmutableSet<DescriptorDigest> named) implements PutResult {}

  /**
   * The tag is not what it was expected to be, so it was left alone.
   *
   * @param now where it points, which may be this very manifest; empty when it is not there
   */
  record TagChanged(Optional<DescriptorDigest> now) implements PutResult {}
}
