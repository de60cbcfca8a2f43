package dev.reinstate.sandbox.incident;

import com.google.common.collect.ImmutableList;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.tls.SandboxAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A staging registry and three production destinations, each an embedded registry of its own. */
final class StagedRegistries implements AutoCloseable {

  static final String SOURCE = "gcr.io/k8s-staging-demo";
  static final ImmutableList<String> DESTINATIONS =
      ImmutableList.of(
          "us.gcr.io/k8s-artifacts-prod",
          "eu.gcr.io/k8s-artifacts-prod",
          "asia.gcr.io/k8s-artifacts-prod");

  private final List<EmbeddedRegistry> registries = new ArrayList<>();
  private final Optional<Path> authority;

  /**
   * @param firstPort the destinations take this and the next two, staging the one after; 0 for any
   * @param authority where the certificate goes that makes clients trust them; empty for plain HTTP
   */
  StagedRegistries(int firstPort, Optional<Path> authority) throws IOException {
    this.authority = authority;
    EmbeddedRegistryOptions options =
        EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES);
    if (authority.isPresent()) {
      SandboxAuthority issuer = SandboxAuthority.create(InstantSource.system());
      issuer.write(authority.get());
      options = options.withTls(issuer.issue(SandboxAuthority.LOOPBACK).context());
    }
    try {
      for (int i = 0; i <= DESTINATIONS.size(); i++) {
        int port = firstPort == 0 ? 0 : firstPort + i;
        registries.add(EmbeddedRegistry.start(options.withPort(port)));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The contents of the destinations, in their order. */
  List<RegistryContents> destinations() {
    return registries.stream().limit(DESTINATIONS.size()).map(EmbeddedRegistry::contents).toList();
  }

  RegistryContents staging() {
    return registries.getLast().contents();
  }

  /** {@code FROM=TO} pairs from the names in the manifests to where the registries really are. */
  ImmutableList<String> rewrites() {
    ImmutableList.Builder<String> rewrites = ImmutableList.builder();
    for (int i = 0; i < registries.size(); i++) {
      String name = i < DESTINATIONS.size() ? DESTINATIONS.get(i) : SOURCE;
      String host = name.substring(0, name.indexOf('/'));
      rewrites.add(host + "=" + registries.get(i).host());
    }
    return rewrites.build();
  }

  /** What a command has to be told to speak TLS with them; nothing for plain HTTP. */
  ImmutableList<String> tlsOptions() {
    return authority.isEmpty()
        ? ImmutableList.of()
        : Stream.concat(
                Stream.of("--ca-file=" + authority.get()),
                registries.stream().map(registry -> "--tls=" + registry.host()))
            .collect(ImmutableList.toImmutableList());
  }

  @Override
  public void close() throws IOException {
    for (EmbeddedRegistry registry : registries) {
      registry.close();
    }
  }
}
