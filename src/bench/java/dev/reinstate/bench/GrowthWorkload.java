package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * From a tenth of a million edges to three million. A first snapshot reads 59,000 images whatever
 * the number of regions, which takes longer than all else; so snapshots are taken of the least and
 * the largest universe only.
 */
final class GrowthWorkload implements Workload {

  private static final ImmutableList<Integer> REGIONS = ImmutableList.of(2, 22, 64);
  private static final ImmutableList<Integer> FEW = ImmutableList.of(1, 2);

  @Override
  public String toString() {
    return "growth";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    boolean full = setting.size() == Setting.Size.FULL;
    ImmutableList<Integer> regions = full ? REGIONS : FEW;
    UniverseProcess universe =
        new UniverseProcess(
            setting.reinstate(),
            setting.directory(),
            full ? setting.manifests() : Manifests.prepare(setting, Regions.MULTI_REGIONS));
    return new GrowthScene(
        new GrowthContenders(
            setting,
            universe,
            ImmutableSet.of(regions.getFirst(), regions.getLast()),
            new ConcurrentHashMap<>()),
        regions);
  }
}
