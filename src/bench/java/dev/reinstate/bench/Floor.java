package dev.reinstate.bench;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A time under which no program can do the work on this machine, since it shares the processors
 * with the registries.
 *
 * @param registrySeconds their processor time, for the contender that cost them least
 * @param startSeconds from Reinstate's start to its first request, when registries have nothing to
 *     do yet; empty where nobody can tell
 */
record Floor(double registrySeconds, int processors, OptionalDouble startSeconds) {

  /** Empty where no registry had anything to do. */
  static Optional<Floor> of(WorkloadResult result, int processors) {
    OptionalDouble start =
        result.insideMeans().equals(Scene.FIRST_REQUEST) && result.standings().reinstate().ran()
            ? result.standings().reinstate().inside().stream().mapToDouble(Spread::min).findFirst()
            : OptionalDouble.empty();
    return result.standings().all().stream()
        .filter(Standing::ran)
        .map(standing -> standing.registryCpu().median())
        .min(Comparator.naturalOrder())
        .filter(seconds -> seconds > 0)
        .map(seconds -> new Floor(seconds, processors, start));
  }

  /** For any program. */
  double seconds() {
    return registrySeconds / processors;
  }

  /** For one that takes as long to start as Reinstate. */
  double secondsAfterStart() {
    return startSeconds.orElse(0) + seconds();
  }

  /** Whether anybody could have met a target that is about the time of a run. */
  String verdict(Target target, double wallSeconds) {
    String reason;
    if (wallSeconds < seconds()) {
      reason = "less than the registries alone need";
    } else if (wallSeconds < secondsAfterStart()) {
      reason = "less than start and registries need";
    } else {
      reason = "not below it";
    }
    return String.format(
        Locale.ROOT,
        "floor: %.2f %s would be %.2f s, %s",
        target.bound(),
        target.what(),
        wallSeconds,
        reason);
  }

  @Override
  public String toString() {
    String all =
        String.format(
            Locale.ROOT,
            "floor: %.2f s, since the registries alone need %.2f s of %d processors",
            seconds(),
            registrySeconds,
            processors);
    return startSeconds.isEmpty()
        ? all
        : all
            + String.format(
                Locale.ROOT,
                "; %.2f s after a start of %.2f s",
                secondsAfterStart(),
                startSeconds.getAsDouble());
  }
}
