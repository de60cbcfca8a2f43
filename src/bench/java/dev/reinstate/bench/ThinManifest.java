package dev.reinstate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One promoter manifest in a thin manifest directory. */
record ThinManifest(Path directory, String project) {

  void writeRegistries(String source, List<String> destinations) throws IOException {
    StringBuilder yaml = new StringBuilder("registries:\n- name: " + source + "\n  src: true\n");
    destinations.forEach(name -> yaml.append("- name: ").append(name).append('\n'));
    write("manifests", "promoter-manifest.yaml", yaml.toString());
  }

  /**
   * @param yaml a list of names with digests and tags
   */
  void writeImages(String yaml) throws IOException {
    write("images", "images.yaml", yaml);
  }

  private void write(String kind, String file, String content) throws IOException {
    Path target = directory.resolve(kind).resolve(project).resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
  }
}
