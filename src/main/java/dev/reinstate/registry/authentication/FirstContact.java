package dev.reinstate.registry.authentication;

import dev.reinstate.concurrent.CancelledException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets one request ahead to a host that has not said yet how it wants to be asked. A hundred at
 * once would all be refused, and all be sent again.
 */
final class FirstContact {

  /** A host that takes longer for its first answer holds nobody up for more. */
  private static final long PATIENCE_SECONDS = 1;

  private final ConcurrentMap<String, CountDownLatch> hosts = new ConcurrentHashMap<>();

  /** Whether the caller goes ahead and has to tell {@link #made}; others wait for that first. */
  boolean isFirst(String host) {
    CountDownLatch contact = hosts.get(host);
    if (contact == null) {
      contact = hosts.putIfAbsent(host, new CountDownLatch(1));
      if (contact == null) {
        return true;
      }
    }
    await(contact);
    return false;
  }

  /** The host has answered, or has not. */
  void made(String host) {
    hosts.get(host).countDown();
  }

  private static void await(CountDownLatch contact) {
    try {
      boolean made = contact.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!made) {
        contact.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }
}
