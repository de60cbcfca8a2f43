package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;

/**
 * What regions are called: those of today first, the canonical one before all.
 *
 * <p>Source:
 * https://github.com/kubernetes/k8s.io/blob/main/registry.k8s.io/manifests/k8s-staging-dra-driver-nvidia/promoter-manifest.yaml
 */
public final class RegionNames {

  /** Where signatures are. */
  public static final String CANONICAL = "us-central1";

  public static final ImmutableList<String> TODAY =
      ImmutableList.of(
          CANONICAL,
          "asia-east1",
          "asia-northeast1",
          "asia-northeast2",
          "asia-south1",
          "australia-southeast1",
          "europe-north1",
          "europe-southwest1",
          "europe-west1",
          "europe-west2",
          "europe-west3",
          "europe-west4",
          "europe-west8",
          "europe-west9",
          "europe-west10",
          "southamerica-west1",
          "us-east1",
          "us-east4",
          "us-east5",
          "us-south1",
          "us-west1",
          "us-west2");

  private RegionNames() {}

  /** So many of them; beyond those of today, invented ones. */
  static ImmutableList<String> first(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i < TODAY.size() ? TODAY.get(i) : "region" + (i + 1))
        .collect(ImmutableList.toImmutableList());
  }

  static String host(String region) {
    return region + "-docker.pkg.dev";
  }
}
