package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.registry.endpoint.GetBlob;
import dev.reinstate.registry.endpoint.GetManifest;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Manifests and blobs by digest, verified. */
final class RegistryImageReader implements ImageReader {

  private final RegistryCaller caller;

  RegistryImageReader(RegistryCaller caller) {
    this.caller = caller;
  }

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    return caller.call(repository, new GetManifest(digest.toString()));
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    return new VerifiedInputStream(
        new ResumingInputStream(
            offset -> caller.stream(repository, new GetBlob(blob.digest(), offset)), blob.size()),
        new FetchedBlob(blob, repository));
  }
}
