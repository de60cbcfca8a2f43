package dev.reinstate.apply.restore;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts that were seen, image after image, to lack every blob: to have such a host ask for them
 * costs a request an image. One image in so many is still left to it, so that one that has blobs
 * again is noticed.
 */
final class BareHosts {

  private static final int IN_A_ROW = 16;
  private static final int LEFT_TO_IT = 64;

  private final ConcurrentMap<String, AtomicInteger> lacking = new ConcurrentHashMap<>();

  /** Whether blobs should go to the host before it asks. */
  boolean isBare(String host) {
    AtomicInteger images = lacking.get(host);
    return images != null && images.get() >= IN_A_ROW && images.incrementAndGet() % LEFT_TO_IT != 0;
  }

  /** The host asked for all blobs of an image that nobody had put there before. */
  void lacks(String host) {
    lacking.computeIfAbsent(host, any -> new AtomicInteger()).incrementAndGet();
  }

  /** The host had a blob that nobody had put there. */
  void had(String host) {
    lacking.remove(host);
  }
}
