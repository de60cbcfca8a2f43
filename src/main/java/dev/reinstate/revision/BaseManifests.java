package dev.reinstate.revision;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.Location;
import java.nio.file.Path;
import java.util.Optional;

/** What the manifests said at an earlier revision, and where. */
public final class BaseManifests {

  private final String revision;
  private final LoadedManifests loaded;
  private final ImmutableMap<Path, Path> origins;

  /**
   * @param revision for a human
   * @param origins where copies were read → where the user has the originals
   */
  BaseManifests(String revision, LoadedManifests loaded, ImmutableMap<Path, Path> origins) {
    this.revision = revision;
    this.loaded = loaded;
    this.origins = origins;
  }

  /** The revision as the user named it, with the start of its commit's id. */
  public String revision() {
    return revision;
  }

  DesiredState desired() {
    return loaded.desired();
  }

  /** {@code file:line:column of revision}, with the user's path. */
  String placeOfImage(Repository repository, DescriptorDigest digest) {
    return place(loaded.locations().ofImage(repository, digest));
  }

  /** {@code file:line:column of revision}, with the user's path. */
  String placeOfTag(Repository repository, String tag) {
    return place(loaded.locations().ofTag(repository, tag));
  }

  private String place(Optional<Location> location) {
    return location.map(this::original).map(Location::toString).orElse("the manifests")
        + " of "
        + revision;
  }

  private Location original(Location copy) {
    Path file = Path.of(copy.file());
    return origins.entrySet().stream()
        .filter(origin -> file.startsWith(origin.getKey()))
        .findFirst()
        .map(origin -> origin.getValue().resolve(origin.getKey().relativize(file)))
        .map(path -> new Location(path.toString(), copy.line(), copy.column()))
        .orElse(copy);
  }
}
