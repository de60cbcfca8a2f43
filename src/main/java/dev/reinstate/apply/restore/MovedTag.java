package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ExpectedTag;
import java.util.Optional;

/** A tag that is moved: it is looked at before each attempt. */
record MovedTag(String name, Optional<DescriptorDigest> value) implements ExpectedTag {

  @Override
  public boolean seenJustNow() {
    return false;
  }

  @Override
  public void looked(Optional<DescriptorDigest> now) {}
}
