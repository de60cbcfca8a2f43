package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Optional;

/** All registries of a scene, as one. */
record RegistryGroup(ImmutableList<RegistryProcess> all) {

  /** Whether every one counts what it is asked all the time. */
  boolean countingIsFree() {
    return all.stream().allMatch(RegistryProcess::alwaysCounts);
  }

  void restore() throws IOException {
    for (RegistryProcess registry : all) {
      registry.restore();
    }
  }

  /** Where they are, and nothing between. */
  Addresses direct() {
    return new Addresses(
        all.stream()
            .flatMap(registry -> registry.hosts().stream())
            .collect(ImmutableList.toImmutableList()));
  }

  /** Where what is asked of them is counted. */
  Addresses counted() {
    return new Addresses(
        all.stream()
            .flatMap(registry -> registry.countedHosts().stream())
            .collect(ImmutableList.toImmutableList()));
  }

  /** One for each. */
  ImmutableList<Traffic> traffic() throws IOException {
    ImmutableList.Builder<Traffic> traffic = ImmutableList.builder();
    for (RegistryProcess registry : all) {
      traffic.add(registry.traffic());
    }
    return traffic.build();
  }

  /** Since they were restored; empty where nobody asked anything. */
  Optional<Activity> activity() throws IOException {
    Optional<Activity> activity = Optional.empty();
    for (RegistryProcess registry : all) {
      Optional<Activity> own = registry.activity();
      activity =
          activity.isPresent() && own.isPresent()
              ? Optional.of(activity.get().join(own.get()))
              : activity.or(() -> own);
    }
    return activity;
  }

  /** Of user and system, so far. */
  double cpuSeconds() throws IOException {
    double sum = 0;
    for (RegistryProcess registry : all) {
      sum += registry.cpuSeconds();
    }
    return sum;
  }
}
