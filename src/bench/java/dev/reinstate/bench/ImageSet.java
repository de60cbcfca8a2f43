package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The images of a workload.
 *
 * @param layerSize in bytes
 */
record ImageSet(int images, int perRepository, int layers, int layerSize) {

  private static final int PER_REPOSITORY = 10;
  private static final int PUSHES_AT_ONCE = 4;

  /** Ten to a repository. */
  ImageSet(int images, int layers, int layerSize) {
    this(images, PER_REPOSITORY, layers, layerSize);
  }

  long bytes() {
    return (long) images * layers * layerSize;
  }

  int repositories() {
    return (images + perRepository - 1) / perRepository;
  }

  /** Pushes all of them below a path, with their tags. */
  ImmutableList<PlacedImage> push(Setting setting, String host, String path) throws IOException {
    return push(setting, host, path, true);
  }

  /** Pushes what deleted images leave behind: the blobs. */
  void pushBlobs(Setting setting, String host, String path) throws IOException {
    push(setting, host, path, false);
  }

  private ImmutableList<PlacedImage> push(
      Setting setting, String host, String path, boolean manifests) throws IOException {
    try (RegistryHttp registry = setting.http(host)) {
      return new FanOut(PUSHES_AT_ONCE)
          .map(
              IntStream.range(0, images).boxed().toList(),
              number -> push(registry, path, number, manifests));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private PlacedImage push(RegistryHttp registry, String path, int number, boolean manifest) {
    try {
      SampleImage image = new StoredImages(layers, layerSize).image(number);
      PlacedImage placed = PlacedImage.of("app-" + number / perRepository, "v" + number, image);
      String repository = path + "/" + placed.name();
      for (Map.Entry<DescriptorDigest, byte[]> blob : image.blobs().entrySet()) {
        registry.putBlob(repository, blob.getKey(), blob.getValue());
      }
      if (manifest) {
        registry.putManifest(repository, placed.tag(), image.manifest());
      }
      return placed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  @Override
  public String toString() {
    return "%,d images × %d layers of %,d KiB".formatted(images, layers, layerSize >> 10);
  }
}
