package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ExpectedTag;
import java.util.Optional;

/**
 * A tag to write.
 *
 * @param seenJustNow whether its first attempt needs no look
 */
record TestTag(String name, Optional<DescriptorDigest> value, boolean seenJustNow)
    implements ExpectedTag {

  /** One that is not there, as was just seen. */
  static TestTag fresh(String name) {
    return new TestTag(name, Optional.empty(), true);
  }

  /** One that is not there, as was seen a while ago. */
  static TestTag absent(String name) {
    return new TestTag(name, Optional.empty(), false);
  }

  /** One that points there. */
  static TestTag at(String name, DescriptorDigest value) {
    return new TestTag(name, Optional.of(value), false);
  }

  @Override
  public void looked(Optional<DescriptorDigest> now) {}
}
