package dev.reinstate.audit.rules;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/** What one source of knowledge says of how images belong together. It holds in any registry. */
interface IndexMembership {

  /** Whether the children of an image are known, also if it has none. */
  boolean knows(DescriptorDigest image);

  /** The indexes that list an image, as far as they are known. */
  ImmutableSet<DescriptorDigest> parents(DescriptorDigest image);

  /** The children of an index that may be indexes themselves. */
  ImmutableList<DescriptorDigest> nested(DescriptorDigest index);
}
