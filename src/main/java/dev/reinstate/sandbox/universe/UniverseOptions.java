package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Which universe to make.
 *
 * @param firstPort of the control endpoint; all others follow it; 0 for any free ones
 * @param like thin manifest directories whose shape it takes; empty for a generated one
 * @param userQuota requests a minute of the user, over all regions; 0 for as many as come
 * @param regionQuota requests a minute in one region; 0 for as many as come
 * @param nearest how long a request to the nearest region waits, which is the canonical one
 * @param farthest how long one to the farthest
 */
public record UniverseOptions(
    int firstPort,
    int regions,
    ImmutableList<Path> like,
    int userQuota,
    int regionQuota,
    Duration nearest,
    Duration farthest,
    InstantSource clock) {

  int port(int offset) {
    return firstPort == 0 ? 0 : firstPort + offset;
  }

  /** Regions lie at equal steps from the nearest to the farthest. */
  Duration distance(int region) {
    return regions == 1
        ? nearest
        : nearest.plus(farthest.minus(nearest).multipliedBy(region).dividedBy(regions - 1L));
  }
}
