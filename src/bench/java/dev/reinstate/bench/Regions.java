package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.universe.RegionNames;

/** Destination registries of a universe of a given width. */
final class Regions {

  /** What the manifests of January 2022 name. */
  static final ImmutableList<String> MULTI_REGIONS =
      ImmutableList.of(
          "us.gcr.io/k8s-artifacts-prod",
          "eu.gcr.io/k8s-artifacts-prod",
          "asia.gcr.io/k8s-artifacts-prod");

  private Regions() {}

  static int most() {
    return RegionNames.TODAY.size();
  }

  /** So many registries, each a host and a path. */
  static ImmutableList<String> first(int count) {
    return count == MULTI_REGIONS.size() ? MULTI_REGIONS : ofToday(count);
  }

  /** The same of today's, each a part of any larger number of them. */
  static ImmutableList<String> ofToday(int count) {
    return RegionNames.TODAY.stream()
        .limit(count)
        .map(region -> region + "-docker.pkg.dev/k8s-artifacts-prod/images")
        .collect(ImmutableList.toImmutableList());
  }
}
