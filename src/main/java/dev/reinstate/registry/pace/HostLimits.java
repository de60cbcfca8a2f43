package dev.reinstate.registry.pace;

import dev.reinstate.registry.address.GoogleHosts;
import java.util.OptionalDouble;

/**
 * The most that is ever asked of one host.
 *
 * @param concurrency requests at once
 * @param rate requests a second; infinite for as many as go
 */
public record HostLimits(int concurrency, double rate) {

  /**
   * Just below the tightest quotas known: 5,000 requests a minute and user on the project that
   * serves Kubernetes (https://github.com/kubernetes/registry.k8s.io/issues/153), and 50,000 in ten
   * minutes from one address on Container Registry
   * (https://cloud.google.com/container-registry/quotas). A region of Artifact Registry takes
   * 60,000 a minute by itself (https://cloud.google.com/artifact-registry/quotas), for which there
   * is {@code --rate}.
   */
  private static final double GOOGLE_RATE = 80;

  /**
   * The limits of a host.
   *
   * @param rate what the user allows; overrides what is known
   */
  public static HostLimits of(String host, int concurrency, OptionalDouble rate) {
    double known = GoogleHosts.contains(host) ? GOOGLE_RATE : Double.POSITIVE_INFINITY;
    return new HostLimits(concurrency, rate.orElse(known));
  }
}
