package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.inventory.ImageReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Finds out whether a source has an image by fetching its manifest, which whoever copies it then
 * need not fetch.
 */
final class FetchedSources implements ContentsReader.Presence {

  private final ImageReader images;
  private final ContentsReader.Presence otherwise;
  private final FetchedManifests fetched;

  /**
   * @param otherwise decides on what cannot be fetched, so that a plan does not depend on the way
   *     it was made
   */
  FetchedSources(ImageReader images, ContentsReader.Presence otherwise, FetchedManifests fetched) {
    this.images = images;
    this.otherwise = otherwise;
    this.fetched = fetched;
  }

  @Override
  public boolean exists(Repository repository, DescriptorDigest digest) throws IOException {
    try {
      fetched.add(images.manifest(repository, digest));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return otherwise.exists(repository, digest);
    }
  }
}
