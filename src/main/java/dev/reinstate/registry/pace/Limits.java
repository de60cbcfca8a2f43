package dev.reinstate.registry.pace;

import com.google.common.base.Splitter;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.address.GoogleHosts;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * The most that is ever asked, of one host and of several together.
 *
 * @param concurrency requests at once, per host
 * @param rate requests a second, per host; empty for what the host is known to allow
 * @param total requests a second over all hosts; empty for what is known of those with one quota
 * @param part of what is asked together that is this run's, above 0 and at most 1; looked at anew
 *     for every request
 */
public record Limits(
    int concurrency, OptionalDouble rate, OptionalDouble total, DoubleSupplier part) {

  /**
   * Just below the tightest quotas known: 5,000 requests a minute and user on the project that
   * serves Kubernetes, over all regions (https://github.com/kubernetes/registry.k8s.io/issues/153),
   * and 50,000 in ten minutes from one address on Container Registry
   * (https://cloud.google.com/container-registry/quotas).
   */
  private static final double GOOGLE_RATE = 80;

  /**
   * Just below the 60,000 requests a minute that a project has in each region
   * (https://cloud.google.com/artifact-registry/quotas).
   */
  private static final double REGION_RATE = 960;

  private static final Splitter SEGMENTS = Splitter.on('/');

  /**
   * Hosts with one quota.
   *
   * @param name unlike that of any other
   * @param rate requests a second, of all runs that share it
   */
  record Group(String name, double rate) {}

  /** As many requests at once per host, and as much as is known to be allowed. */
  public static Limits atOnce(int concurrency) {
    return new Limits(concurrency, OptionalDouble.empty(), OptionalDouble.empty(), () -> 1);
  }

  public Limits withConcurrency(int other) {
    return new Limits(other, rate, total, part);
  }

  public Limits withRate(double other) {
    return new Limits(concurrency, OptionalDouble.of(other), total, part);
  }

  public Limits withTotal(double other) {
    return new Limits(concurrency, rate, OptionalDouble.of(other), part);
  }

  public Limits withPart(DoubleSupplier other) {
    return new Limits(concurrency, rate, total, other);
  }

  /** Those of one host. */
  HostLimits of(String host) {
    return new HostLimits(concurrency, rate.orElseGet(() -> known(host)));
  }

  private double known(String host) {
    if (!GoogleHosts.contains(host)) {
      return Double.POSITIVE_INFINITY;
    }
    return total.isPresent() && GoogleHosts.isArtifactRegistry(host) ? REGION_RATE : GOOGLE_RATE;
  }

  /**
   * Whether a host is asked together with others. What is left of Container Registry's hosts is
   * served by Artifact Registry, to the same users of the same projects.
   *
   * <p>Source: https://cloud.google.com/artifact-registry/docs/transition/setup-gcr-repo
   */
  boolean isGrouped(String host) {
    return total.isPresent() || GoogleHosts.contains(host);
  }

  /**
   * With what a host is asked together; empty for nothing.
   *
   * @param about names the project, as it is addressed
   */
  Optional<Group> groupOf(String host, Repository about) {
    if (total.isPresent()) {
      return Optional.of(new Group("all hosts", total.getAsDouble()));
    }
    if (!isGrouped(host)) {
      return Optional.empty();
    }
    return Optional.of(new Group("project " + projectOf(about), GOOGLE_RATE));
  }

  /**
   * Of all groups that these belong to, as a run by itself would ask: its part may grow at any
   * time. Infinite where one of them belongs to none.
   */
  public double together(Collection<Repository> addressed) {
    Set<Group> groups = new HashSet<>();
    for (Repository repository : addressed) {
      Optional<Group> group = groupOf(repository.host(), repository);
      if (group.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      groups.add(group.get());
    }
    return groups.isEmpty()
        ? Double.POSITIVE_INFINITY
        : groups.stream().mapToDouble(Group::rate).sum();
  }

  /** Such as {@code k8s-artifacts-prod}, or {@code example.com:prod}, which is two segments. */
  private static String projectOf(Repository about) {
    List<String> path = SEGMENTS.splitToList(about.path());
    if (path.size() > 2 && path.get(0).equals("v1") && path.get(1).equals("projects")) {
      return path.get(2);
    }
    return path.size() > 1 && path.get(0).contains(".")
        ? path.get(0) + ":" + path.get(1)
        : path.get(0);
  }
}
