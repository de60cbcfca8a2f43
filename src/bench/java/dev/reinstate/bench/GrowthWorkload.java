package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/** From a tenth of a million edges to three million. */
final class GrowthWorkload implements Workload {

  private static final ImmutableList<Integer> REGIONS = ImmutableList.of(2, 6, 22, 64);
  private static final ImmutableList<Integer> FEW = ImmutableList.of(1, 2);

  @Override
  public String toString() {
    return "growth";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    boolean full = setting.size() == Setting.Size.FULL;
    UniverseProcess universe =
        new UniverseProcess(
            setting.reinstate(),
            setting.directory(),
            full ? setting.manifests() : Manifests.prepare(setting, Regions.MULTI_REGIONS));
    return new GrowthScene(
        new GrowthContenders(setting, universe, new ConcurrentHashMap<>()), full ? REGIONS : FEW);
  }
}
