package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Thin manifest directories copied for a benchmark: without the lines whose digests are malformed,
 * since nothing can be there for them, and promoted to other destinations where asked.
 */
final class CopiedUniverse {

  private static final Pattern DMAP_LINE =
      Pattern.compile("^\\s+\"?(?<digest>[^\\s\":]+:[^\":]+)\"?: ?\\[.*");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern REGISTRY =
      Pattern.compile("(?<key>\\s*- name: )(?<region>us|eu|asia)\\.gcr\\.io/[^/]+(?<path>\\S*)");
  private static final Pattern ACCOUNT = Pattern.compile("\\s*service-account: .*");

  private final ImmutableList<String> destinations;

  /**
   * @param destinations instead of those of Kubernetes in January 2022, below which each keeps its
   *     path
   */
  CopiedUniverse(List<String> destinations) {
    this.destinations = ImmutableList.copyOf(destinations);
  }

  /** Copies one below another directory. */
  Path copy(Path from, Path below) throws IOException {
    Path to = below.resolve("copy-of-" + from.getFileName());
    for (String kind : List.of("manifests", "images")) {
      try (Stream<Path> files = Files.walk(from.resolve(kind))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = to.resolve(from.relativize(file));
          Files.createDirectories(target.getParent());
          Files.write(target, lines(Files.readAllLines(file)));
        }
      }
    }
    return to;
  }

  private List<String> lines(List<String> given) {
    List<String> valid = given.stream().filter(CopiedUniverse::isValid).toList();
    return destinations.equals(Regions.MULTI_REGIONS) ? valid : promoted(valid);
  }

  private static boolean isValid(String line) {
    Matcher dmap = DMAP_LINE.matcher(line);
    return !dmap.matches() || DIGEST.matcher(dmap.group("digest")).matches();
  }

  /** The first region stands for all of them; the accounts belong to the old registries. */
  private List<String> promoted(List<String> lines) {
    ImmutableList.Builder<String> promoted = ImmutableList.builder();
    for (String line : lines) {
      Matcher registry = REGISTRY.matcher(line);
      if (!registry.matches()) {
        if (!ACCOUNT.matcher(line).matches()) {
          promoted.add(line);
        }
      } else if (registry.group("region").equals("us")) {
        destinations.forEach(
            destination ->
                promoted.add(registry.group("key") + destination + registry.group("path")));
      }
    }
    return promoted.build();
  }
}
