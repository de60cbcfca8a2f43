package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How one contender did.
 *
 * @param samples of the rounds whose result was right; empty when it is out
 * @param traffic of a round, by registry process; empty where it never came to one
 * @param out why it has no times: not installed, failed, or did less than was asked
 */
record Standing(
    String contender,
    ImmutableList<Sample> samples,
    ImmutableList<Traffic> traffic,
    Optional<String> out) {

  boolean ran() {
    return !samples.isEmpty();
  }

  Spread wall() {
    return spread(sample -> sample.cost().wallSeconds());
  }

  Spread cpu() {
    return spread(sample -> sample.cost().cpuSeconds());
  }

  Spread peakMib() {
    return spread(sample -> sample.cost().peakMib());
  }

  Spread registryCpu() {
    return spread(Sample::registryCpuSeconds);
  }

  /** What the scene is about; only where somebody can tell. */
  Optional<Spread> inside() {
    return samples.stream().allMatch(sample -> sample.insideSeconds().isPresent())
        ? Optional.of(spread(sample -> sample.insideSeconds().orElseThrow()))
        : Optional.empty();
  }

  /** Of all registries. */
  Traffic totalTraffic() {
    return traffic.stream().reduce(Traffic.NONE, Traffic::plus);
  }

  private Spread spread(ToDoubleFunction<Sample> measure) {
    return Spread.of(samples.stream().map(measure::applyAsDouble).toList());
  }
}
