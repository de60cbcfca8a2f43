package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A contender on its way through the rounds. */
final class Entrant {

  private final Contender contender;
  private final List<Sample> samples = new ArrayList<>();
  private ImmutableList<Traffic> traffic = ImmutableList.of();
  private Optional<String> out = Optional.empty();

  Entrant(Contender contender) {
    this.contender = contender;
    if (contender.program().found().isEmpty()) {
      out = Optional.of("not installed: " + contender.program().install());
    }
  }

  Contender contender() {
    return contender;
  }

  boolean isOut() {
    return out.isPresent();
  }

  /** What took long once need not be taken as often. */
  boolean takesPartIn(int round, Rounds rounds) {
    return !isOut() && (samples.isEmpty() || round <= rounds.of(samples.getFirst()));
  }

  /** What each registry was asked in one round. */
  void counted(ImmutableList<Traffic> byRegistry) {
    traffic = byRegistry;
  }

  void timed(Sample sample) {
    samples.add(sample);
  }

  /** A wrong result makes all its times worthless. */
  void drop(String reason) {
    samples.clear();
    out = Optional.of(reason);
  }

  Standing standing() {
    return new Standing(contender.name(), ImmutableList.copyOf(samples), traffic, out);
  }
}
