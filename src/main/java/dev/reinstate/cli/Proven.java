package dev.reinstate.cli;

import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.proof.Proof;
import dev.reinstate.proof.ProofHistory;
import dev.reinstate.proof.ProofLevel;
import dev.reinstate.proof.Wholeness;
import dev.reinstate.reconcile.Result;
import dev.reinstate.scrub.Universe;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.text.FileFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What scrubs proved of the images that a run is about. */
final class Proven {

  private final Optional<SnapshotStore> store;
  private final Universe all;
  private final Universe universe;
  private final ProcessContext context;
  private ProofHistory history;

  private Proven(
      Optional<SnapshotStore> store,
      Universe all,
      Universe universe,
      ProcessContext context,
      ProofHistory history) {
    this.store = store;
    this.all = all;
    this.universe = universe;
    this.context = context;
    this.history = history;
  }

  /**
   * Reads the proofs of a store; without one, nothing is proven.
   *
   * @param included the repositories that the user means, of all shards together
   * @param scope those of them that the run is about
   */
  static Proven load(
      Optional<SnapshotStore> store,
      DesiredState desired,
      Predicate<Repository> included,
      Predicate<Repository> scope,
      ProcessContext context)
      throws IOException {
    Universe all = Universe.of(desired, included);
    boolean isAll = desired.repositories().keySet().stream().filter(included).allMatch(scope);
    Universe mine = isAll ? all : Universe.of(desired, scope);
    if (store.isPresent()) {
      try {
        ProofHistory history = ProofHistory.load(store.get().proofs(), context.clock().instant());
        history.problems().forEach(context.err()::println);
        return new Proven(store, all, mine, context, history);
      } catch (CancelledException e) {
        // The run is stopped: nothing is known, and no image will be visited.
      }
    }
    return new Proven(Optional.empty(), all, mine, context, ProofHistory.none());
  }

  Universe universe() {
    return universe;
  }

  /**
   * In which order to visit.
   *
   * @param heals whether the run heals: then it begins where damage was seen last
   */
  int[] order(ProofLevel level, boolean heals) {
    int[] order = history.order(universe.places(), level);
    return heals ? history.damagedFirst(order, universe.places()) : order;
  }

  OptionalDouble requestsPerImage(ProofLevel level) {
    return history.requestsPerImage(level);
  }

  /** One more; it counts in this run's report also where it cannot be kept. */
  void add(Proof proof) {
    if (proof.counts().images() == 0) {
      return;
    }
    history = history.with(proof);
    try {
      if (store.isPresent()) {
        ProofHistory.append(store.get().proofs(), proof, ProofHistory.suffix());
      }
    } catch (IOException e) {
      sayNotKept(FileFailure.said(e));
    } catch (CancelledException e) {
      sayNotKept("the run was stopped while the store was slow to answer");
    }
  }

  private void sayNotKept(String why) {
    context
        .err()
        .printf(
            "cannot keep the proof in %s; going on, and the next scrub begins where this one"
                + " began: %s%n",
            store.get(), why);
  }

  /**
   * The line for reports: shards share the ring, so that it is about all of them. Empty where
   * nothing could be known.
   */
  Optional<String> line() {
    if (store.isEmpty() && history.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(wholeness(all).text(context.clock().instant()));
  }

  /** A result with a finding where what is proven of its images is not all, or is too old. */
  Result judge(Result result, Optional<Duration> maxAge) {
    return maxAge.isPresent()
            && wholeness(universe).isStale(maxAge.get(), context.clock().instant())
        ? result.with(List.of(new Finding.Stale(line().orElse("whole: nothing is proven"))))
        : result;
  }

  /** Places are hashes, which are not worth it where nothing is proven. */
  private Wholeness wholeness(Universe some) {
    return history.isEmpty()
        ? new Wholeness(some.images().size(), 0, Optional.empty(), 0, Optional.empty())
        : history.wholeness(some.places());
  }
}
