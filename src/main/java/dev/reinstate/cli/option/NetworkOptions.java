package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.network.Network;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.network.Trust;
import java.util.List;
import picocli.CommandLine.Option;

/** How hosts are reached, beyond what the environment says. */
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

  public Network network(ImmutableMap<String, String> environment, UsageProblems problems) {
    Network network = Network.of(environment);
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
}
