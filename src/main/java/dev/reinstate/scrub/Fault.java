package dev.reinstate.scrub;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.FindingKind;

/**
 * Something that a place does not give as it should.
 *
 * @param repository where; for a blob mirror the repository that its address looks like
 * @param object the manifest or blob
 * @param neededBy the manifest that refers to it; the object itself where that is an image
 * @param reason why it ought to be there, or what is wrong with it
 * @param expected what it should be, for a human
 * @param seen what was there instead, for a human
 */
record Fault(
    FindingKind kind,
    Repository repository,
    Descriptor object,
    DescriptorDigest neededBy,
    ActionReason reason,
    String expected,
    String seen) {

  /** What makes two faults the same. */
  record Key(Repository repository, DescriptorDigest object) {}

  Key key() {
    return new Key(repository, object.digest());
  }

  boolean isOfBlob() {
    return kind == FindingKind.BLOB_MISSING || kind == FindingKind.BLOB_DAMAGED;
  }
}
