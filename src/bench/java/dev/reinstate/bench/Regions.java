package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/** Destination registries of a universe of a given width. */
final class Regions {

  /** What the manifests of January 2022 name. */
  static final ImmutableList<String> MULTI_REGIONS =
      ImmutableList.of(
          "us.gcr.io/k8s-artifacts-prod",
          "eu.gcr.io/k8s-artifacts-prod",
          "asia.gcr.io/k8s-artifacts-prod");

  /**
   * What they name today:
   * https://github.com/kubernetes/k8s.io/blob/main/registry.k8s.io/manifests/k8s-staging-dra-driver-nvidia/promoter-manifest.yaml.
   */
  private static final ImmutableSet<String> TODAY =
      ImmutableSet.of(
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
          "us-central1",
          "us-east1",
          "us-east4",
          "us-east5",
          "us-south1",
          "us-west1",
          "us-west2");

  private Regions() {}

  static int most() {
    return TODAY.size();
  }

  /** So many registries, each a host and a path. */
  static ImmutableList<String> first(int count) {
    return count == MULTI_REGIONS.size() ? MULTI_REGIONS : ofToday(count);
  }

  /** The same, each a part of any larger number of them. */
  static ImmutableList<String> ofToday(int count) {
    return TODAY.stream()
        .limit(count)
        .map(region -> region + "-docker.pkg.dev/k8s-artifacts-prod/images")
        .collect(ImmutableList.toImmutableList());
  }
}
