package dev.reinstate.registry;

/** Container Registry's and Artifact Registry's hosts, and the host of the latter's own API. */
final class GoogleHosts {

  static final String ARTIFACT_REGISTRY_API = "artifactregistry.googleapis.com";

  private GoogleHosts() {}

  static boolean contains(String host) {
    return host.equals("gcr.io")
        || host.endsWith(".gcr.io")
        || host.endsWith(".pkg.dev")
        || host.equals(ARTIFACT_REGISTRY_API);
  }
}
