package dev.reinstate.scrub;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.KnownState;
import dev.reinstate.apply.Outcome;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.proof.Places;
import dev.reinstate.proof.Proof;
import dev.reinstate.proof.ProofLevel;
import dev.reinstate.reconcile.Admission;
import dev.reinstate.reconcile.GuardedApplier;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateVerdict;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** One scrub: visit, plan, gate, heal, visit again what was broken. */
public final class ScrubRun {

  /**
   * How it looks and what with.
   *
   * @param mirrored the mirrors that should have the blobs of what is below a prefix
   * @param requests how many requests were sent so far
   * @param nondistributable whether layers that registries do not distribute must be there too
   * @param whole is given every image that was visited and is whole, by whoever visited it: what is
   *     asked about it besides counts as this scrub's
   * @param admission is asked before the gate
   */
  public record Eyes(
      ContentProbe probe,
      BlobMirrors mirrors,
      ImmutableListMultimap<RegistryPrefix, URI> mirrored,
      StoredContent stored,
      LongSupplier requests,
      boolean nondistributable,
      Consumer<Subject> whole,
      Admission admission) {}

  /** What came of it. */
  public record Outcomes(Result result, Proof proof) {}

  private final Eyes eyes;
  private final GuardedApplier applier;
  private final Mode mode;
  private final Progress progress;
  private final InstantSource clock;
  private final StopSignal stop;

  /**
   * @param applier what makes a run dry or confirmed; {@code mode} only says which
   * @param stop once requested, no further image is visited and nothing more is written
   */
  public ScrubRun(
      Eyes eyes,
      GuardedApplier applier,
      Mode mode,
      Progress progress,
      InstantSource clock,
      StopSignal stop) {
    this.eyes = eyes;
    this.applier = applier;
    this.mode = mode;
    this.progress = progress;
    this.clock = clock;
    this.stop = stop;
  }

  /**
   * Scrubs.
   *
   * @param order the images to visit, by their numbers in the universe
   */
  public Outcomes run(
      Inputs inputs, Universe universe, int[] order, ProofLevel level, Budget budget) {
    Instant begun = clock.instant();
    Scrubber scrubber = new Scrubber(universe, eyes.whole(), progress, stop);
    BlobWalk blobs = blobs(level);
    ImageWalk walk = walk(blobs, inputs);
    Budget.Spending spending = budget.spend(clock, eyes.requests(), blobs::bytes);
    Scrubbed first = scrubber.visit(walk, order, spending::isUsedUp);
    Proof.Counts counts =
        new Proof.Counts(
            first.visited().cardinality(),
            walk.manifests(),
            blobs.blobs(),
            blobs.bytes(),
            spending.requests());

    Damages damages = new Damages(universe, inputs, first);
    ImmutableSortedSet<Repository> visited = repositories(universe, first);
    PlanInput states = states(inputs, visited);
    Plan plan = eyes.admission().admit(plan(inputs, universe, first, damages), states);
    GateVerdict verdict = applier.examine(plan, states);
    ImmutableList<Outcome> outcomes =
        applier.apply(plan, verdict, KnownState.of(plan).without(inputs.agreed().neverSeen()));

    Optional<Scrubbed> again =
        outcomes.stream().anyMatch(ScrubRun::wasTried) && !stop.requested()
            ? Optional.of(
                scrubber.visit(walk(blobs(level), inputs), first.damaged().toArray(), () -> false))
            : Optional.empty();
    Optional<Plan> left =
        again.map(
            seen -> new ScrubPlanner(universe, new Damages(universe, inputs, seen)).leftOf(plan));
    Result result =
        new Result(mode, inputs, visited, plan, verdict, outcomes, left, stop.requested());
    Scrubbed last = again.map(first::after).orElse(first);
    return new Outcomes(result, proof(inputs, universe, order, last, level, begun, counts));
  }

  private BlobWalk blobs(ProofLevel level) {
    return new BlobWalk(eyes.probe(), eyes.mirrors(), eyes.mirrored(), level);
  }

  private ImageWalk walk(BlobWalk blobs, Inputs inputs) {
    return new ImageWalk(
        eyes.probe(), blobs, eyes.stored(), inputs.agreed(), eyes.nondistributable());
  }

  private Plan plan(Inputs inputs, Universe universe, Scrubbed scrubbed, Damages damages) {
    ImmutableSet<URI> roots = ImmutableSet.copyOf(eyes.mirrored().values());
    ImmutableMap<Fault, Remedies.Remedy> remedies =
        new Remedies(
                eyes.probe(),
                eyes.mirrors(),
                roots,
                eyes.stored(),
                inputs.desired(),
                inputs.agreed(),
                universe,
                damages)
            .all();
    ImmutableSet<Repository> readOnly =
        roots.stream().map(MirrorName::of).collect(ImmutableSet.toImmutableSet());
    return new ScrubPlanner(universe, damages)
        .plan(remedies, readOnly, counts(inputs, universe, scrubbed))
        .withFindings(inputs.found());
  }

  private static StateCounts counts(Inputs inputs, Universe universe, Scrubbed scrubbed) {
    int tags =
        scrubbed.visited().stream()
            .mapToObj(universe.images()::get)
            .mapToInt(
                image ->
                    inputs
                        .desired()
                        .images(image.repository())
                        .tagsByDigest()
                        .get(image.digest())
                        .size())
            .sum();
    return new StateCounts(
        repositories(universe, scrubbed).size(), scrubbed.visited().cardinality(), tags, 0);
  }

  private static ImmutableSortedSet<Repository> repositories(Universe universe, Scrubbed scrubbed) {
    return scrubbed.visited().stream()
        .mapToObj(image -> universe.images().get(image).repository())
        .collect(ImmutableSortedSet.toImmutableSortedSet(Repository::compareTo));
  }

  /** Gate and admission only ask which repositories were looked at, and what was agreed. */
  private static PlanInput states(Inputs inputs, ImmutableSortedSet<Repository> visited) {
    ImmutableSortedMap.Builder<Repository, LiveRepository> live = ImmutableSortedMap.naturalOrder();
    visited.forEach(repository -> live.put(repository, LiveRepository.EMPTY));
    return new PlanInput(
        inputs.desired(),
        new LiveState(live.buildOrThrow()),
        LiveState.EMPTY,
        inputs.agreed(),
        new PlanOptions(/* allowTagMoves= */ false, /* restoreUnmanaged= */ false));
  }

  /** What failed may have been written nevertheless. */
  private static boolean wasTried(Outcome outcome) {
    return outcome.wrote() || outcome instanceof Outcome.Failed;
  }

  private Proof proof(
      Inputs inputs,
      Universe universe,
      int[] order,
      Scrubbed seen,
      ProofLevel level,
      Instant begun,
      Proof.Counts counts) {
    int[] visited = IntStream.of(order).filter(image -> seen.visited().get(image)).toArray();
    return new Proof(
        begun,
        clock.instant(),
        level,
        inputs.shard().map(Shard::toString),
        visited.length == 0 ? 0 : universe.places()[visited[0]],
        visited.length == 0 ? 0 : universe.places()[visited[visited.length - 1]],
        counts,
        places(universe, seen.whole()),
        places(universe, seen.damaged()),
        places(universe, seen.unread()),
        damage(universe, inputs, seen));
  }

  private static Places places(Universe universe, IntStream images) {
    return Places.of(images.mapToLong(image -> universe.places()[image]));
  }

  private static ImmutableList<Proof.Damage> damage(
      Universe universe, Inputs inputs, Scrubbed seen) {
    Damages damages = new Damages(universe, inputs, seen);
    return damages.faults().stream()
        .limit(Proof.MOST_DAMAGE)
        .map(
            fault ->
                new Proof.Damage(
                    fault.kind().word(),
                    fault.repository().toString(),
                    fault.object().digest().toString(),
                    fault.expected(),
                    fault.seen()))
        .collect(ImmutableList.toImmutableList());
  }
}
