package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Images as the snapshot holds them, and only what it does not hold from registries.
 *
 * @param fetched what was read once; each is told by its digest, so it does not matter where
 */
record KnownFirst(FetchedManifests fetched, Optional<ImageReader> stored, ImageReader live)
    implements ImageReader {

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    Optional<Manifest> known = fetched.find(digest);
    if (known.isPresent()) {
      return known.get();
    }
    Manifest read = read(repository, digest);
    fetched.add(read);
    return read;
  }

  private Manifest read(Repository repository, DescriptorDigest digest) throws IOException {
    if (stored.isPresent()) {
      try {
        return stored.get().manifest(repository, digest);
      } catch (IOException e) {
        // The registry has it, too.
      }
    }
    return live.manifest(repository, digest);
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    if (stored.isPresent()) {
      try {
        return stored.get().blob(repository, blob);
      } catch (IOException e) {
        // The registry has it, too.
      }
    }
    return live.blob(repository, blob);
  }
}
