package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Thin manifest directories of the size of Kubernetes' own of January 2022, the same each time: one
 * of many manifests and one of a single large one. Each image is one edge.
 */
final class GeneratedUniverse {

  private static final String LEGACY = "legacy";

  private static final ImmutableList<Part> FULL =
      ImmutableList.of(new Part("current", 69, 315, 14_372), new Part(LEGACY, 1, 484, 32_653));
  private static final ImmutableList<Part> QUICK =
      ImmutableList.of(new Part("current", 3, 9, 40), new Part(LEGACY, 1, 5, 30));

  private GeneratedUniverse() {}

  /**
   * A directory.
   *
   * @param names image names over all manifests, one repository each at every destination
   * @param images over all names
   */
  private record Part(String name, int manifests, int names, int images) {

    /** A few repositories have most images, as in real life: the share falls with the square. */
    int imagesBefore(int repository) {
      double rest = 1 - (double) repository / names;
      // One each, so that none is empty.
      return repository + (int) Math.round((images - names) * (1 - rest * rest));
    }

    int firstName(int manifest) {
      return names * manifest / manifests;
    }
  }

  /** Writes both directories below another. */
  static ImmutableList<Path> write(Path directory, List<String> destinations, Setting.Size size)
      throws IOException {
    ImmutableList.Builder<Path> written = ImmutableList.builder();
    for (Part part : size == Setting.Size.FULL ? FULL : QUICK) {
      written.add(write(part, directory, destinations));
    }
    return written.build();
  }

  private static Path write(Part part, Path directory, List<String> destinations)
      throws IOException {
    Path root = directory.resolve(part.name());
    for (int manifest = 0; manifest < part.manifests(); manifest++) {
      String project = part.manifests() == 1 ? part.name() : part.name() + "-" + manifest;
      ThinManifest thin = new ThinManifest(root, project);
      String below = part.manifests() == 1 ? "" : "/" + project;
      thin.writeRegistries(
          "gcr.io/" + project, destinations.stream().map(name -> name + below).toList());
      thin.writeImages(images(part, manifest));
    }
    return root;
  }

  private static String images(Part part, int manifest) {
    StringBuilder yaml = new StringBuilder();
    for (int name = part.firstName(manifest); name < part.firstName(manifest + 1); name++) {
      yaml.append("- name: image-").append(name).append("\n  dmap:\n");
      for (int image = part.imagesBefore(name); image < part.imagesBefore(name + 1); image++) {
        yaml.append("    \"sha256:").append(digest(part, image)).append("\": [");
        // Of the legacy images a quarter has no tag.
        if (!part.name().equals(LEGACY) || image % 4 != 0) {
          yaml.append("\"v").append(image).append('"');
        }
        yaml.append("]\n");
      }
    }
    return yaml.toString();
  }

  private static String digest(Part part, int image) {
    return Hashing.sha256()
        .hashString(part.name() + " " + image, StandardCharsets.US_ASCII)
        .toString();
  }
}
