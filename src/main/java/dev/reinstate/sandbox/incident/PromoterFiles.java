package dev.reinstate.sandbox.incident;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A thin manifest directory with one promoter manifest, written from what was promoted so far. */
final class PromoterFiles {

  private final Path directory;
  private final Map<String, SetMultimap<DescriptorDigest, String>> images = new LinkedHashMap<>();

  PromoterFiles(Path directory, String source, List<String> destinations) throws IOException {
    this.directory = directory;
    StringBuilder registries = new StringBuilder("registries:\n");
    registries.append("- name: ").append(source).append("\n  src: true\n");
    for (String destination : destinations) {
      registries.append("- name: ").append(destination).append('\n');
    }
    write("manifests", "promoter-manifest.yaml", registries.toString());
  }

  Path directory() {
    return directory;
  }

  void promote(String name, DescriptorDigest digest, String tag) {
    images.computeIfAbsent(name, any -> LinkedHashMultimap.create()).put(digest, tag);
  }

  /** Points a tag elsewhere, the way somebody edits a line. */
  void move(String name, String tag, DescriptorDigest to) {
    images.get(name).values().remove(tag);
    promote(name, to, tag);
  }

  void drop(String name, DescriptorDigest digest) {
    images.get(name).removeAll(digest);
  }

  /** Writes the images file as it is now. */
  void save() throws IOException {
    StringBuilder yaml = new StringBuilder();
    images.forEach(
        (name, dmap) -> {
          yaml.append("- name: ").append(name).append("\n  dmap:\n");
          dmap.asMap()
              .forEach(
                  (digest, tags) ->
                      yaml.append(
                          "    \"%s\": [\"%s\"]\n".formatted(digest, String.join("\", \"", tags))));
        });
    write("images", "images.yaml", yaml.toString());
  }

  private void write(String kind, String file, String content) throws IOException {
    Path target = directory.resolve(kind).resolve("k8s-staging-demo").resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
  }
}
