package dev.reinstate.bench;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Thin manifest directories whose images are replaced by others, of which the manifests can be
 * made. It knows them by the hex of their digests.
 */
final class StandInUniverse {

  private static final Pattern NAME = Pattern.compile("- name: \"?(?<name>[^\"]+)\"?");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private final Map<String, StandInImages.Image> images = new HashMap<>();
  private final Map<String, String> replacements = new HashMap<>();

  /** Replaces them in place. */
  static StandInUniverse replace(Collection<Path> directories) throws IOException {
    StandInUniverse universe = new StandInUniverse();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.walk(directory.resolve("images"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.write(file, universe.replaced(Files.readAllLines(file)));
        }
      }
    }
    universe.replacements.clear();
    return universe;
  }

  private List<String> replaced(List<String> lines) {
    List<String> replaced = new ArrayList<>(lines.size());
    String name = "";
    for (String line : lines) {
      Matcher named = NAME.matcher(line);
      if (named.matches()) {
        name = named.group("name");
      }
      Matcher digest = DIGEST.matcher(line);
      replaced.add(
          digest.find()
              ? digest.replaceFirst("sha256:" + replacement(name, digest.group()))
              : line);
    }
    return replaced;
  }

  /** What several manifests want of one name stays one image. */
  private String replacement(String name, String digest) {
    return replacements.computeIfAbsent(name + "@" + digest, any -> next(name));
  }

  private String next(String name) {
    StandInImages.Image image = new StandInImages.Image(name, images.size());
    String hex = Hashing.sha256().hashBytes(StandInImages.manifest(image)).toString();
    images.put(hex, image);
    return hex;
  }

  /** The manifest's bytes; empty when there is none. */
  byte[] manifest(String hex) {
    StandInImages.Image image = images.get(hex);
    return image == null ? new byte[0] : StandInImages.manifest(image);
  }
}
