package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.function.Function;

/** A scene made of its parts. */
record StagedScene(
    String title,
    String insideMeans,
    int mostRounds,
    ImmutableList<RegistryProcess> registries,
    ImmutableList<Contender> contenders,
    Function<Standings, ImmutableList<Target>> judge)
    implements Scene {

  /** One in which the first request is what can be told from inside. */
  StagedScene(
      String title,
      ImmutableList<RegistryProcess> registries,
      ImmutableList<Contender> contenders,
      Function<Standings, ImmutableList<Target>> judge) {
    this(title, FIRST_REQUEST, Integer.MAX_VALUE, registries, contenders, judge);
  }

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
