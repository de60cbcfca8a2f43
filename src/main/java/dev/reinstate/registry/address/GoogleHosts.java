package dev.reinstate.registry.address;

/** Container Registry's and Artifact Registry's hosts, and the host of the latter's own API. */
public final class GoogleHosts {

  public static final String ARTIFACT_REGISTRY_API = "artifactregistry.googleapis.com";

  private GoogleHosts() {}

  /**
   * Whether a host is one of them. Of the API also regional and private endpoints, such as {@code
   * artifactregistry-ENDPOINT.p.googleapis.com}; but for buckets, nobody but Google has hosts
   * there.
   */
  public static boolean contains(String host) {
    return host.equals("gcr.io") || host.endsWith(".gcr.io") || isArtifactRegistry(host);
  }

  /** Whether a host is one of Artifact Registry's, or of its API. */
  public static boolean isArtifactRegistry(String host) {
    return host.endsWith(".pkg.dev")
        || (host.startsWith("artifactregistry")
            && host.endsWith(".googleapis.com")
            && !host.endsWith(".storage.googleapis.com"));
  }
}
