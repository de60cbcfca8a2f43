package dev.reinstate.manifest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.manifest.load.ManifestLoader;
import dev.reinstate.manifest.load.ManifestSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A thin manifest directory to write files into and to load. */
public final class ManifestTree {

  public static final String REGISTRIES =
      """
      registries:
      - name: gcr.io/staging
        src: true
      - name: us.gcr.io/prod
        service-account: promoter@example.com
      - name: eu.gcr.io/prod
        service-account: promoter@example.com
      """;

  private final Path root;

  public ManifestTree(Path root) {
    this.root = root;
    create(root.resolve("manifests"));
    create(root.resolve("images"));
  }

  /** A digest like any other, the same for the same word. */
  public static DescriptorDigest digest(String word) {
    return Digests.ofHex(Hashing.sha256().hashString(word, StandardCharsets.UTF_8).toString());
  }

  public Path manifestPath(String name) {
    return root.resolve("manifests").resolve(name).resolve("promoter-manifest.yaml");
  }

  public Path imagesPath(String name) {
    return root.resolve("images").resolve(name).resolve("images.yaml");
  }

  @CanIgnoreReturnValue
  public ManifestTree manifest(String name, String registries, String images) {
    return write(manifestPath(name), registries).write(imagesPath(name), images);
  }

  public ManifestTree write(Path path, String text) {
    return write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public ManifestTree write(Path path, byte[] bytes) {
    create(path.getParent());
    try {
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public LoadedManifests load() {
    return load(ImmutableList.of(root), ImmutableList.of());
  }

  public static LoadedManifests load(ImmutableList<Path> thin, ImmutableList<Path> single) {
    return new ManifestLoader(new FanOut(4)).load(new ManifestSources(thin, single));
  }

  /** The problems as the user sees them, with paths below the root. */
  public ImmutableList<String> problems() {
    return load().problems().stream()
        .map(problem -> problem.toString().replace(root + "/", ""))
        .collect(ImmutableList.toImmutableList());
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
