package dev.reinstate.registry.pace;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is about to be asked of a host.
 *
 * @param host as it is addressed, after rewriting
 * @param requests about how many
 * @param duration about how long they take, as long as the host has no trouble: by the tightest
 *     limit, together with what is asked of the hosts that share it
 */
public record PlannedLoad(String host, long requests, Duration duration) {

  /** What a registry takes for an answer; only matters where nothing else limits the rate. */
  private static final double USUAL_SECONDS = 0.1;

  /**
   * The loads of all hosts.
   *
   * @param requests by repository, as it is addressed
   * @return by host, in the hosts' order
   */
  public static ImmutableList<PlannedLoad> of(Map<Repository, Long> requests, Limits limits) {
    Map<String, Long> byHost = new TreeMap<>();
    Map<Limits.Group, Long> byGroup = new HashMap<>();
    requests.forEach(
        (repository, count) -> {
          byHost.merge(repository.host(), count, Long::sum);
          limits
              .groupOf(repository.host(), repository)
              .ifPresent(group -> byGroup.merge(group, count, Long::sum));
        });
    Map<String, Double> together = new HashMap<>();
    for (Repository repository : requests.keySet()) {
      Optional<Limits.Group> group = limits.groupOf(repository.host(), repository);
      if (group.isPresent()) {
        double rate = group.get().rate() * limits.part().getAsDouble();
        together.merge(repository.host(), byGroup.get(group.get()) / rate, Math::max);
      }
    }
    ImmutableList.Builder<PlannedLoad> loads = ImmutableList.builder();
    byHost.forEach(
        (host, count) -> {
          double alone = count / perSecond(limits.of(host));
          double seconds = Math.max(alone, together.getOrDefault(host, 0.0));
          loads.add(new PlannedLoad(host, count, Duration.ofMillis(Math.round(1000 * seconds))));
        });
    return loads.build();
  }

  private static double perSecond(HostLimits limits) {
    return Math.min(limits.rate(), limits.concurrency() / USUAL_SECONDS);
  }
}
