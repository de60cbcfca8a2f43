package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.function.Function;

/** A scene made of its parts. */
record StagedScene(
    String title,
    ImmutableList<RegistryProcess> registries,
    ImmutableList<Contender> contenders,
    Function<Standings, ImmutableList<Target>> judge)
    implements Scene {

  @Override
  public ImmutableList<Target> targets(Standings standings) {
    return judge.apply(standings);
  }

  @Override
  public void close() throws IOException {
    for (RegistryProcess registry : registries) {
      registry.close();
    }
  }
}
