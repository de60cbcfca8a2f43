package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.function.ToDoubleFunction;

/** A service under load: how fast it took it is told besides. */
record AuditScene(String title, Contender auditor, PushLoad load) implements Scene {

  @Override
  public ImmutableList<RegistryProcess> registries() {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Contender> contenders() {
    return ImmutableList.of(auditor);
  }

  @Override
  public String insideMeans() {
    return FIRST_REQUEST;
  }

  @Override
  public int mostRounds() {
    return Integer.MAX_VALUE;
  }

  @Override
  public ImmutableList<String> remarks() {
    return load.results().isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(
            "events a second " + spread(PushLoad.Result::perSecond),
            "ms to the answer, median " + spread(PushLoad.Result::median),
            "ms to the answer, 99th percentile " + spread(PushLoad.Result::tail));
  }

  private Spread spread(ToDoubleFunction<PushLoad.Result> measure) {
    return Spread.of(load.results().stream().map(measure::applyAsDouble).toList());
  }

  /** None was promised. */
  @Override
  public ImmutableList<Target> targets(Standings standings) {
    return ImmutableList.of();
  }

  @Override
  public void close() {}
}
