package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;

/** Where the registries of a scene are, {@code HOST:PORT} each, in the scene's own order. */
record Addresses(ImmutableList<String> hosts) {

  String first() {
    return hosts.getFirst();
  }

  String last() {
    return hosts.getLast();
  }
}
