package dev.reinstate.registry.artifactregistry;

import com.google.common.base.Splitter;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.address.GoogleHosts;
import dev.reinstate.registry.endpoint.Rewrites;
import java.util.List;
import java.util.Optional;

/**
 * A repository of Artifact Registry, which holds many of what this program calls repositories:
 * {@code LOCATION-docker.pkg.dev/PROJECT/NAME/IMAGE}.
 *
 * <p>Source: https://cloud.google.com/artifact-registry/docs/docker/names
 */
public record ArtifactRepository(String location, String project, String name) {

  private static final String HOST_SUFFIX = "-docker.pkg.dev";
  private static final Splitter SEGMENTS = Splitter.on('/').limit(3);

  /**
   * Where a repository lies. What is rewritten elsewhere is not in Artifact Registry, unless the
   * API is rewritten too: the API and the registry must speak of the same images.
   *
   * @return empty when the API knows nothing of it
   */
  static Optional<ArtifactRepository> of(Repository named, Rewrites rewrites) {
    Repository address = rewrites.apply(named);
    boolean isElsewhere = !address.host().endsWith(HOST_SUFFIX);
    String host = isElsewhere ? named.host() : address.host();
    List<String> segments = SEGMENTS.splitToList(address.path());
    // A dot is in the name of a project of a domain, which is two segments.
    if (!host.endsWith(HOST_SUFFIX) || segments.size() < 2 || segments.get(0).contains(".")) {
      return Optional.empty();
    }
    String location = host.substring(0, host.length() - HOST_SUFFIX.length());
    ArtifactRepository found = new ArtifactRepository(location, segments.get(0), segments.get(1));
    Repository resource = found.resource();
    boolean apiIsElsewhere = !rewrites.apply(resource).equals(resource);
    return isElsewhere == apiIsElsewhere ? Optional.of(found) : Optional.empty();
  }

  /** Its name in the API, which has the form of a repository's and is rewritten like one. */
  Repository resource() {
    return new Repository(
        GoogleHosts.ARTIFACT_REGISTRY_API,
        "v1/projects/" + project + "/locations/" + location + "/repositories/" + name);
  }

  /** What the name of an image in it starts with. */
  String imagePrefix() {
    return location + HOST_SUFFIX + "/" + project + "/" + name + "/";
  }
}
