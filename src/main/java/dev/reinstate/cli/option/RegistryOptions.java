package dev.reinstate.cli.option;

import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.pace.Limits;
import picocli.CommandLine.Option;

/** How registries are spoken to. */
public final class RegistryOptions {

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "requests at once, per host (default: ${DEFAULT-VALUE})",
      defaultValue = "64")
  private int concurrency;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "requests a second, per host (default: 80 for Google's hosts, else no limit of its own)")
  private double rate;

  @Option(
      names = "--total-rate",
      paramLabel = "N",
      description =
          "requests a second, all hosts together; shards divide it (default: 80 for all of Google's"
              + " hosts that serve one project, where the user has one quota)")
  private double totalRate;

  /**
   * What they say, checked.
   *
   * @param reach how their hosts are reached
   */
  public RegistrySettings settings(
      ProcessContext context, NetworkOptions.Reach reach, UsageProblems problems) {
    problems.addIfLess("--concurrency", concurrency, 1);
    problems.addIfLess("--rate", rate, 0);
    problems.addIfLess("--total-rate", totalRate, 0);
    return RegistrySettings.of(context.environment(), reach.network(), reach.google())
        .withLimits(limits())
        .withRewrites(reach.rewrites())
        .withWaiting(context.waiting());
  }

  private Limits limits() {
    Limits limits = Limits.atOnce(Math.max(1, concurrency));
    Limits each = rate > 0 ? limits.withRate(rate) : limits;
    return totalRate > 0 ? each.withTotal(totalRate) : each;
  }
}
