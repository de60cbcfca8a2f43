package dev.reinstate.apply.restore;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Hosts that were seen, image after image, to lack every blob: to have such a host ask for them
 * costs a request an image. One image in so many is still left to it, so that one that has blobs
 * again is noticed.
 */
final class BareHosts {

  private static final int IN_A_ROW = 16;
  private static final int LEFT_TO_IT = 64;

  /**
   * A host that lacked all blobs of the last image.
   *
   * @param images in a row of which it lacked them
   * @param since how many came since that was enough
   */
  private record Lacking(int images, int since) {

    boolean isBare() {
      return images >= IN_A_ROW;
    }
  }

  private final ConcurrentMap<String, Lacking> lacking = new ConcurrentHashMap<>();

  /** Whether blobs should go to the host before it asks. */
  boolean isBare(String host) {
    Lacking now =
        lacking.computeIfPresent(
            host, (any, was) -> was.isBare() ? new Lacking(was.images(), was.since() + 1) : was);
    return now != null && now.isBare() && now.since() % LEFT_TO_IT != 0;
  }

  /** The host asked for all blobs of an image that nobody had put there before. */
  void lacks(String host) {
    lacking.merge(
        host, new Lacking(1, 0), (was, one) -> new Lacking(was.images() + 1, was.since()));
  }

  /** The host had a blob that nobody had put there. */
  void had(String host) {
    lacking.remove(host);
  }
}
