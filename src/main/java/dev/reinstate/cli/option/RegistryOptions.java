package dev.reinstate.cli.option;

import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.registry.RegistrySettings;
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
      description = "requests a second, per host (default: no limit)")
  private double rate;

  /**
   * What they say, checked.
   *
   * @param reach how their hosts are reached
   */
  public RegistrySettings settings(
      ProcessContext context, NetworkOptions.Reach reach, UsageProblems problems) {
    problems.addIfLess("--concurrency", concurrency, 1);
    problems.addIfLess("--rate", rate, 0);
    RegistrySettings settings =
        RegistrySettings.of(context.environment(), reach.network(), reach.google())
            .withConcurrency(Math.max(1, concurrency))
            .withRewrites(reach.rewrites())
            .withWaiting(context.waiting());
    return rate > 0 ? settings.withRate(rate) : settings;
  }
}
