package dev.reinstate.cli;

import dev.reinstate.image.Repository;
import dev.reinstate.proof.Proof;
import dev.reinstate.registry.pace.PlannedLoad;
import dev.reinstate.scrub.Budget;
import dev.reinstate.scrub.Subject;
import dev.reinstate.scrub.Universe;
import dev.reinstate.snapshot.DurationText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * About how much there is to ask.
 *
 * @param images all there are
 * @param requests for all of them
 * @param duration for all of them, hosts at once
 */
record ScrubEstimate(int images, long requests, Duration duration) {

  /**
   * An index of few images or an image of few layers, for want of any measured: a manifest each, a
   * config, layers.
   */
  private static final double USUAL_REQUESTS = 8;

  static ScrubEstimate of(Universe universe, OptionalDouble requestsPerImage, RegistryRun run) {
    double each = requestsPerImage.orElse(USUAL_REQUESTS);
    Map<Repository, Long> images = new TreeMap<>();
    for (Subject image : universe.images()) {
      images.merge(image.repository(), 1L, Long::sum);
    }
    images.replaceAll((repository, count) -> Math.round(Math.ceil(count * each)));
    long requests = 0;
    Duration longest = Duration.ZERO;
    for (PlannedLoad load : run.plannedLoad(images)) {
      requests += load.requests();
      longest = load.duration().compareTo(longest) > 0 ? load.duration() : longest;
    }
    return new ScrubEstimate(universe.images().size(), requests, longest);
  }

  /** Says it, and in which period the budget proves everything. */
  void say(Budget budget, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "scrubbing %,d images takes about %,d requests, %s%n",
        images,
        requests,
        DurationText.of(Duration.ofSeconds(1 + duration.toSeconds())));
    double runs = runs(budget);
    if (runs > 1) {
      out.printf(
          Locale.ROOT,
          "the budget covers about %.0f%% of that a run: everything every %.1f days at one run a day%n",
          100 / runs,
          runs);
    }
  }

  /** Says what it took. */
  static void sayCost(Proof.Counts counts, PrintStream out) {
    if (counts.images() > 0) {
      out.printf(
          Locale.ROOT,
          "scrubbed %,d images with %,d requests, %.1f an image%n",
          counts.images(),
          counts.requests(),
          (double) counts.requests() / counts.images());
    }
  }

  /** How many runs of this budget see everything. */
  double runs(Budget budget) {
    double byTime =
        budget.time().map(most -> (double) duration.toMillis() / most.toMillis()).orElse(0.0);
    double byRequests =
        budget.requests().isPresent() ? (double) requests / budget.requests().getAsLong() : 0;
    return Math.max(byTime, byRequests);
  }
}
