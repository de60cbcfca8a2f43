package dev.reinstate.image;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/** The media types of manifests, and the layers that registries do not distribute. */
public final class MediaTypes {

  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_MANIFEST_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_SCHEMA1 =
      "application/vnd.docker.distribution.manifest.v1+json";
  public static final String DOCKER_SCHEMA1_SIGNED =
      "application/vnd.docker.distribution.manifest.v1+prettyjws";

  /** Of the release candidates of OCI 1.1; some registries still hold such. */
  public static final String OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";

  public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

  /**
   * Every manifest type a registry may hold, most frequent first: what an {@code Accept} header
   * lists.
   */
  public static final ImmutableList<String> MANIFESTS =
      ImmutableList.of(
          DOCKER_MANIFEST,
          DOCKER_MANIFEST_LIST,
          OCI_MANIFEST,
          OCI_INDEX,
          DOCKER_SCHEMA1_SIGNED,
          DOCKER_SCHEMA1);

  private static final ImmutableSet<String> NONDISTRIBUTABLE_LAYERS =
      ImmutableSet.of(
          "application/vnd.docker.image.rootfs.foreign.diff.tar",
          "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
          "application/vnd.oci.image.layer.nondistributable.v1.tar",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd");

  private MediaTypes() {}

  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
  }

  public static boolean isSchema1(String mediaType) {
    return mediaType.equals(DOCKER_SCHEMA1) || mediaType.equals(DOCKER_SCHEMA1_SIGNED);
  }

  /** Layers that a registry does not hold unless somebody pushed them on purpose. */
  public static boolean isNondistributable(String mediaType) {
    return NONDISTRIBUTABLE_LAYERS.contains(mediaType);
  }
}
