package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import java.io.IOException;
import java.util.Optional;

/** Whether images are where they should be: tag, manifest by digest, and every blob. */
final class ContentsCheck {

  private static final int AT_ONCE = 64;

  private final Setting setting;
  private final String path;
  private final ImmutableList<PlacedImage> images;

  /**
   * @param path below which each image's repository is
   */
  ContentsCheck(Setting setting, String path, ImmutableList<PlacedImage> images) {
    this.setting = setting;
    this.path = path;
    this.images = images;
  }

  void examine(String host) throws IOException, WrongResultException {
    try (RegistryHttp registry = setting.http(host)) {
      ImmutableList<Optional<String>> faults =
          new FanOut(AT_ONCE).map(images, image -> fault(registry, image));
      ImmutableList<String> found =
          faults.stream().flatMap(Optional::stream).collect(ImmutableList.toImmutableList());
      if (!found.isEmpty()) {
        throw new WrongResultException(
            "%d of %d images wrong: %s".formatted(found.size(), images.size(), found.getFirst()));
      }
    }
  }

  private Optional<String> fault(RegistryHttp registry, PlacedImage image) {
    String repository = path + "/" + image.name();
    try {
      byte[] manifest = registry.manifest(repository, image.tag(), MediaTypes.DOCKER_MANIFEST);
      if (!Digests.of(manifest).equals(image.digest())) {
        return Optional.of(repository + ":" + image.tag() + " is not " + image.digest());
      }
      for (DescriptorDigest blob : image.blobs()) {
        if (!registry.hasBlob(repository, blob)) {
          return Optional.of(repository + " has no blob " + blob);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(repository + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
