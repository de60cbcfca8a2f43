package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Optional;

/** A workload with its registries running and filled, ready for any number of rounds. */
interface Scene extends AutoCloseable {

  /** What embedded registries tell of every contender. */
  String FIRST_REQUEST = "1st request";

  /** One line: how much of what, on which registries. */
  String title();

  ImmutableList<RegistryProcess> registries();

  /** Reinstate first. */
  ImmutableList<Contender> contenders();

  /** What the time is that is measured inside a contender. */
  String insideMeans();

  /** For what has rounds of its own. */
  int mostRounds();

  /** What was promised, and what the rounds showed of it. */
  ImmutableList<Target> targets(Standings standings);

  /** What else there is to say once the rounds are over. */
  default ImmutableList<String> remarks() {
    return ImmutableList.of();
  }

  /** A table of its own for a page, in Markdown; empty where a line says all. */
  default ImmutableList<String> table(Standings standings) {
    return ImmutableList.of();
  }

  /** The same as SVG; empty where there is nothing to see. */
  default Optional<String> picture(Standings standings) {
    return Optional.empty();
  }

  @Override
  void close() throws IOException;
}
