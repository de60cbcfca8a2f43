package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;

/** Where the registries of a scene are, {@code HOST:PORT} each, in the scene's own order. */
record Addresses(ImmutableList<String> hosts) {

  /** The first. */
  String source() {
    return hosts.getFirst();
  }

  /** All others; the source itself where it is the only one. */
  ImmutableList<String> destinations() {
    return hosts.size() == 1 ? hosts : hosts.subList(1, hosts.size());
  }
}
