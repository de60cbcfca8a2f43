package dev.reinstate.registry.pace;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts that never answer: once enough calls were given up with no answer in between, every other
 * call gets a single attempt, so that a dead host does not hold up a run by its number of
 * repositories.
 */
final class SilentHosts {

  private static final int ENOUGH = 8;

  private final ConcurrentMap<String, AtomicInteger> givenUp = new ConcurrentHashMap<>();

  boolean contains(String host) {
    return calls(host).get() >= ENOUGH;
  }

  void gaveUp(String host) {
    calls(host).incrementAndGet();
  }

  void answered(String host) {
    calls(host).set(0);
  }

  private AtomicInteger calls(String host) {
    return givenUp.computeIfAbsent(host, any -> new AtomicInteger());
  }
}
