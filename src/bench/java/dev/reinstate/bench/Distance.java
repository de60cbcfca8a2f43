package dev.reinstate.bench;

import java.io.IOException;

/** How far registries are: each request to them waits as long as the way there and back takes. */
enum Distance {
  LOOPBACK(""),
  /** The setting's. Only requests wait; connections are made at once. */
  LATENCY("-latency");

  private final String suffix;

  Distance(String suffix) {
    this.suffix = suffix;
  }

  /** Of a workload's name. */
  String suffix() {
    return suffix;
  }

  Registries kind(Peers peers) {
    return this == LOOPBACK ? Registries.dockerOrEmbedded(peers) : Registries.EMBEDDED;
  }

  /** Puts registries there that are filled already; all of them embedded ones, if far. */
  void apply(Setting setting, Iterable<RegistryProcess> registries) throws IOException {
    if (this == LATENCY) {
      for (RegistryProcess registry : registries) {
        registry.latency(setting.latency());
      }
    }
  }

  /** For a title. */
  String text(Setting setting) {
    return this == LOOPBACK ? "" : ", " + setting.latency().toMillis() + " ms a request";
  }
}
