package dev.reinstate.registry;

/** Container Registry's and Artifact Registry's hosts. */
final class GoogleHosts {

  private GoogleHosts() {}

  static boolean contains(String host) {
    return host.equals("gcr.io") || host.endsWith(".gcr.io") || host.endsWith(".pkg.dev");
  }
}
