package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** A workload with its registries running and filled, ready for any number of rounds. */
interface Scene extends AutoCloseable {

  /** One line: how much of what, on which registries. */
  String title();

  ImmutableList<RegistryProcess> registries();

  /** Reinstate first. */
  ImmutableList<Contender> contenders();

  /** What was promised, and what the rounds showed of it. */
  ImmutableList<Target> targets(Standings standings);

  @Override
  void close() throws IOException;
}
