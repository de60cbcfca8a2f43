package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;

/**
 * What a promoter manifest promotes.
 *
 * @param paths below the destination, each empty or beginning with a slash
 * @param form how its source is written
 * @param everywhere in all regions, not in the canonical one alone
 */
record Promotion(
    String project,
    ImmutableList<String> paths,
    Form form,
    boolean everywhere,
    ImmutableList<Name> names) {

  /** The project of the sources in Artifact Registry. */
  static final String STAGING = "k8s-staging-images";

  /** How manifests are written. */
  enum Form {
    /** The source in Container Registry. */
    OLD,
    /** The source in Artifact Registry, and an {@code imagesPath} key. */
    TODAY
  }

  /**
   * An image name with all its images.
   *
   * @param images oldest first
   */
  record Name(String name, ImmutableList<Wish> images) {}

  /**
   * An image that is to be there.
   *
   * @param key the same for the same image of a name
   */
  record Wish(String key, ImmutableList<String> tags) {}

  Promotion of(String otherProject) {
    return new Promotion(otherProject, paths, form, everywhere, names);
  }

  /** The source registry as manifests name it. */
  String source() {
    return form == Form.TODAY
        ? RegionNames.host(RegionNames.CANONICAL) + "/" + sourcePath()
        : "gcr.io/" + sourcePath();
  }

  /** Its path, without the host. */
  String sourcePath() {
    return form == Form.TODAY ? STAGING + "/" + project.replaceFirst("^k8s-staging-", "") : project;
  }
}
