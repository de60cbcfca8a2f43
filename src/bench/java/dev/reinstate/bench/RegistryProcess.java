package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A registry under load, in a process of its own that this one started. */
interface RegistryProcess extends AutoCloseable {

  /** One or several, {@code HOST:PORT}. */
  ImmutableList<String> hosts();

  /** Of the first: how it is spoken to, and its host. */
  default String origin() {
    return "http://" + hosts().getFirst();
  }

  /** The same registries where what is asked of them is counted. */
  ImmutableList<String> countedHosts();

  /** Whether counting costs nothing, so that it need not be kept apart from timing. */
  boolean alwaysCounts();

  /** Remembers what it holds now. */
  void mark() throws IOException;

  /**
   * Makes it hold again what it held at the mark, with nothing counted yet. Without a mark it only
   * begins to count anew: for a registry that nobody writes to.
   */
  void restore() throws IOException;

  /**
   * Lets each request wait so long from now on.
   *
   * @throws UnsupportedOperationException where it cannot be made to
   */
  void latency(Duration latency) throws IOException;

  /** What was asked since, where it is counted. */
  Traffic traffic() throws IOException;

  /** Since it was restored; empty when nobody has asked it anything. */
  Optional<Activity> activity() throws IOException;

  /** Of user and system, so far. */
  double cpuSeconds() throws IOException;

  @Override
  void close() throws IOException;
}
