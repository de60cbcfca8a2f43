package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.network.Trust;
import dev.reinstate.registry.endpoint.Rewrites;
import java.util.List;
import picocli.CommandLine.Option;

/** How hosts are reached: what the environment says, and the options beyond it. */
public final class NetworkOptions {

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      description = "certificates of authorities to trust besides the platform's; repeatable")
  private List<String> authorities = List.of();

  @Option(
      names = "--plain-http",
      paramLabel = "HOST[:PORT]",
      description = "a host that speaks plain HTTP, as those on loopback do; repeatable")
  private List<String> plain = List.of();

  @Option(
      names = "--tls",
      paramLabel = "HOST[:PORT]",
      description = "a host on loopback that speaks TLS, as all others do; repeatable")
  private List<String> tls = List.of();

  @Option(
      names = "--rewrite",
      paramLabel = "FROM=TO",
      description = "replace a host/path prefix where requests leave, longest first; repeatable")
  private List<String> rewrites = List.of();

  /**
   * What they say, checked.
   *
   * @param google whatever of Google is no registry
   */
  public record Reach(Network network, Rewrites rewrites, GoogleAccess google) {}

  /** Reads and checks them and the environment's variables. */
  public Reach read(ProcessContext context, UsageProblems problems) {
    Rewrites parsed = problems.check("--rewrite", () -> Rewrites.parse(rewrites), Rewrites.NONE);
    Network network = network(context.environment(), problems);
    return new Reach(
        network, parsed, new GoogleAccess(context.environment(), network, parsed::host));
  }

  public ImmutableList<String> rewrites() {
    return ImmutableList.copyOf(rewrites);
  }

  private Network network(ImmutableMap<String, String> environment, UsageProblems problems) {
    Network network = ofVariables(environment, problems);
    Trust trust = network.trust();
    for (String file : authorities) {
      Trust known = trust;
      trust = problems.check("--ca-file", () -> known.withAuthorities(file), known);
    }
    return network
        .withTrust(trust)
        .withPlainHosts(
            problems.check(
                "--plain-http or --tls", () -> PlainHosts.of(plain, tls), PlainHosts.LOOPBACK));
  }

  /** Their problems name the variable by themselves. */
  private static Network ofVariables(
      ImmutableMap<String, String> environment, UsageProblems problems) {
    try {
      return Network.of(environment);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return Network.DEFAULT;
    }
  }
}
