package dev.reinstate.registry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether each host's HEAD tells of blobs what its GET does. Some refuse it, some answer 404 to
 * each, some give no true size; so a host is believed that something is missing once it has found
 * something, and is asked by GET alone once the two differed.
 */
final class BlobHeads {

  private final Set<String> finding = ConcurrentHashMap.newKeySet();
  private final Set<String> unlikeGet = ConcurrentHashMap.newKeySet();

  boolean areAsked(String host) {
    return !unlikeGet.contains(host);
  }

  boolean haveFound(String host) {
    return finding.contains(host);
  }

  void found(String host) {
    finding.add(host);
  }

  void differ(String host) {
    unlikeGet.add(host);
  }
}
