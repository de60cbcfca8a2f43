package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.io.InputStream;

/** Reads blobs of the snapshot. */
public interface SnapshotBlobs {

  /**
   * The bytes of a blob, checked while they are read; the caller closes.
   *
   * @throws java.nio.file.NoSuchFileException when the snapshot does not have it
   */
  InputStream open(DescriptorDigest digest) throws IOException;
}
