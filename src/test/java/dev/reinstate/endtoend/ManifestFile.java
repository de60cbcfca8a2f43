package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A plain promoter manifest that is written anew with every change. */
public final class ManifestFile {

  private final Path file;
  private final String registries;
  private final Map<String, Map<String, SortedSet<String>>> images = new TreeMap<>();

  ManifestFile(Path file, String source, List<String> destinations) throws IOException {
    this.file = file;
    this.registries =
        destinations.stream()
            .map(destination -> "- name: " + destination + "\n")
            .collect(
                Collectors.joining("", "registries:\n- name: " + source + "\n  src: true\n", ""));
    save();
  }

  Path path() {
    return file;
  }

  /** Names an image, with tags or without. */
  public void promote(String name, DescriptorDigest digest, String... tags) throws IOException {
    images
        .computeIfAbsent(name, any -> new TreeMap<>())
        .computeIfAbsent(digest.toString(), any -> new TreeSet<>())
        .addAll(List.of(tags));
    save();
  }

  /** Names many at once, each with the tag {@code vN}. */
  void promoteAll(
      List<Integer> numbers, IntFunction<String> name, IntFunction<DescriptorDigest> digest)
      throws IOException {
    for (int i : numbers) {
      images
          .computeIfAbsent(name.apply(i), any -> new TreeMap<>())
          .computeIfAbsent(digest.apply(i).toString(), any -> new TreeSet<>())
          .add("v" + i);
    }
    save();
  }

  /** Takes an image out. */
  void drop(String name, DescriptorDigest digest) throws IOException {
    images.getOrDefault(name, new TreeMap<>()).remove(digest.toString());
    images.values().removeIf(Map::isEmpty);
    save();
  }

  /** Points a tag elsewhere, the way somebody edits a line; the image it had stays. */
  void move(String name, String tag, DescriptorDigest to) throws IOException {
    images.getOrDefault(name, Map.of()).values().forEach(tags -> tags.remove(tag));
    promote(name, to, tag);
  }

  private void save() throws IOException {
    StringBuilder yaml = new StringBuilder(registries);
    yaml.append(images.isEmpty() ? "images: []\n" : "images:\n");
    images.forEach(
        (name, dmap) -> {
          yaml.append("- name: ").append(name).append("\n  dmap:\n");
          dmap.forEach(
              (digest, tags) -> yaml.append("    \"%s\": %s\n".formatted(digest, quoted(tags))));
        });
    Files.writeString(file, yaml.toString());
  }

  private static String quoted(SortedSet<String> tags) {
    return tags.stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(", ", "[", "]"));
  }
}
