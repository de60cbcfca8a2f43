package dev.reinstate.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.network.Network;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.network.Trust;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.tls.SharedAuthority;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What a registry of a test speaks, and how it is spoken to. */
public enum Wire {
  PLAIN,
  TLS;

  public String scheme() {
    return this == TLS ? "https" : "http";
  }

  /** What a server shows; empty for one without TLS. */
  public Optional<SSLContext> server() {
    return this == TLS ? Optional.of(SharedAuthority.server()) : Optional.empty();
  }

  public EmbeddedRegistryOptions on(EmbeddedRegistryOptions options) {
    return server().map(options::withTls).orElse(options);
  }

  /** What makes these hosts, each with its port, be spoken to so. */
  public Network network(String... hosts) {
    return this == TLS
        ? Network.DEFAULT
            .withTrust(Trust.PLATFORM.withAuthorities(SharedAuthority.file().toString()))
            .withPlainHosts(PlainHosts.of(ImmutableList.of(), ImmutableSet.copyOf(hosts)))
        : Network.DEFAULT;
  }
}
