package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Images and where they are to go, written the way each program wants to be told.
 *
 * @param sourcePath below which the source registry has them
 * @param destinationPath below which each destination is to have them
 */
record Promotion(ImmutableList<PlacedImage> images, String sourcePath, String destinationPath) {

  /** A plain promoter manifest, for registries of these names. */
  Path manifest(Path file, String source, List<String> destinations) throws IOException {
    StringBuilder yaml = new StringBuilder("registries:\n");
    yaml.append("- name: ").append(source).append('/').append(sourcePath).append("\n  src: true\n");
    for (String destination : destinations) {
      yaml.append("- name: ").append(destination).append('/').append(destinationPath).append('\n');
    }
    yaml.append("images:\n");
    byName()
        .asMap()
        .forEach(
            (name, placed) -> {
              yaml.append("- name: ").append(name).append("\n  dmap:\n");
              placed.forEach(
                  image ->
                      yaml.append("    \"%s\": [\"%s\"]\n".formatted(image.digest(), image.tag())));
            });
    return Files.writeString(file, yaml.toString());
  }

  /** A line for each image and destination: where from, and where to. */
  Path pairs(Path file, String source, List<String> destinations) throws IOException {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    for (String destination : destinations) {
      for (PlacedImage image : images) {
        String name = image.name() + ":" + image.tag();
        lines.add(
            "%s/%s/%s %s/%s/%s"
                .formatted(source, sourcePath, name, destination, destinationPath, name));
      }
    }
    return Files.write(file, lines.build());
  }

  /** A line for each repository: its name, below either path. */
  Path names(Path file) throws IOException {
    return Files.write(file, byName().keySet());
  }

  private ImmutableListMultimap<String, PlacedImage> byName() {
    return Multimaps.index(images, PlacedImage::name);
  }
}
