package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.endpoint.Rewrites;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How registries are spoken to. */
public final class RegistryOptions {

  @Mixin private NetworkOptions network;

  @Option(
      names = "--rewrite",
      paramLabel = "FROM=TO",
      description = "replace a host/path prefix where requests leave, longest first; repeatable")
  private List<String> rewrites = List.of();

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

  public RegistrySettings settings(ProcessContext context, UsageProblems problems) {
    Rewrites parsed = problems.check("--rewrite", () -> Rewrites.parse(rewrites), Rewrites.NONE);
    problems.addIfLess("--concurrency", concurrency, 1);
    problems.addIfLess("--rate", rate, 0);
    RegistrySettings settings =
        RegistrySettings.defaults(context.environment())
            .withConcurrency(Math.max(1, concurrency))
            .withRewrites(parsed)
            .withNetwork(network.network(context.environment(), problems))
            .withWaiting(context.waiting());
    return rate > 0 ? settings.withRate(rate) : settings;
  }

  public ImmutableList<String> rewrites() {
    return ImmutableList.copyOf(rewrites);
  }
}
