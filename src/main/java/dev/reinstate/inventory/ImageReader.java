package dev.reinstate.inventory;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.io.InputStream;

/** Reads manifests and blobs of a live registry. */
public interface ImageReader {

  /**
   * The manifest of this digest, verified against it.
   *
   * @throws java.nio.file.NoSuchFileException when the registry does not have it
   */
  Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException;

  /**
   * The bytes of a blob. Reading to the end throws when length or SHA-256 are not the descriptor's;
   * the caller closes.
   *
   * @throws java.nio.file.NoSuchFileException when the registry does not have it
   */
  InputStream blob(Repository repository, Descriptor blob) throws IOException;
}
