package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.ManifestLocations;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose an image is: the directory of the promoter's that its manifest stands in, or else the first
 * part of its name.
 */
final class Subprojects {

  private static final Splitter SEGMENTS = Splitter.on('/').omitEmptyStrings();

  private final ManifestLocations locations;
  private final DesiredState desired;
  private final Map<Repository, ImmutableMap<DescriptorDigest, Location>> byRepository =
      new HashMap<>();

  private final Map<Repository, String> firstSegments = new HashMap<>();

  Subprojects(ManifestLocations locations, DesiredState desired) {
    this.locations = locations;
    this.desired = desired;
  }

  String of(RequiredImage image) {
    Location location =
        byRepository
            .computeIfAbsent(image.wanted(), locations::ofImages)
            .get(image.index().orElse(image.digest()));
    return Optional.ofNullable(location)
        .flatMap(Subprojects::directory)
        .orElseGet(() -> firstSegments.computeIfAbsent(image.wanted(), this::firstSegment));
  }

  /** The promoter's own order is {@code images/<dir>/images.yaml}. */
  private static Optional<String> directory(Location location) {
    Path path = Path.of(location.file());
    int names = path.getNameCount();
    return names >= 3
            && path.endsWith("images.yaml")
            && path.getName(names - 3).toString().equals("images")
        ? Optional.of(path.getName(names - 2).toString())
        : Optional.empty();
  }

  private String firstSegment(Repository repository) {
    String name = desired.destinationOf(repository).nameOf(repository);
    return Iterables.getFirst(SEGMENTS.split(name), repository.path());
  }
}
