package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.registry.endpoint.BlobPlace;
import dev.reinstate.registry.endpoint.GetBlob;
import dev.reinstate.registry.endpoint.GetManifest;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

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

  /**
   * Finds out whether a repository has an image by fetching its manifest, which whoever copies it
   * then need not fetch.
   *
   * @param otherwise decides on what cannot be fetched, so that a plan does not depend on the way
   *     it was made
   */
  ContentsReader.Presence fetching(FetchedManifests fetched, ContentsReader.Presence otherwise) {
    return (repository, digest) -> {
      try {
        fetched.add(manifest(repository, digest));
        return true;
      } catch (NoSuchFileException e) {
        return false;
      } catch (IOException e) {
        return otherwise.exists(repository, digest);
      }
    };
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    return new VerifiedInputStream(
        new ResumingInputStream(
            offset -> caller.stream(repository, new GetBlob(BlobPlace.of(blob.digest()), offset)),
            blob.size()),
        new ExpectedBlob(blob, repository.toString()));
  }
}
