package dev.reinstate.report.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.Outcome;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.report.Destinations;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.signature.coverage.Coverage;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.text.ShellCommand;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The results of runs that shared the work, as those of one run over everything. */
public final class MergedResults {

  private final ImmutableList<ResultFile> files;

  private MergedResults(List<ResultFile> files) {
    this.files = ImmutableList.copyOf(files);
  }

  /**
   * The account of all of them. Commands in it are for one run over everything.
   *
   * <p>{@link IllegalArgumentException} when the files are not parts of one run: shards of another
   * number, one shard twice, an action twice, or dry runs among others.
   *
   * @param files at least one
   */
  public static ReportModel of(List<ResultFile> files) {
    ImmutableList<Shard> missing = ShardCover.missing(files);
    rejectRepeatedActions(files);
    return ReportModel.ofParts(
        new MergedResults(files).report(),
        Destinations.ofAll(files.stream().map(ResultFile::destinations).toList()),
        missing);
  }

  private static void rejectRepeatedActions(List<ResultFile> files) {
    Map<String, ResultFile> planned = new HashMap<>();
    for (ResultFile file : files) {
      for (Action action : file.result().plan().actions()) {
        String identity = action.identity();
        ResultFile other = planned.put(identity, file);
        if (other != null) {
          throw new IllegalArgumentException(
              other.location() + " and " + file.location() + " both have: " + identity);
        }
      }
    }
  }

  private RunReport report() {
    return new RunReport(
        result(),
        SummedTraffic.of(files.stream().map(file -> file.report().traffic()).toList()),
        files.stream()
            .map(file -> file.report().createdAt())
            .reduce(Instant.MIN, (one, other) -> one.isAfter(other) ? one : other),
        arguments(),
        files.stream()
            .flatMap(file -> file.report().rewrites().stream())
            .distinct()
            .collect(ImmutableList.toImmutableList()),
        ShardCover.job(files),
        MergedWholeness.of(files),
        coverage());
  }

  /** Of those that were asked; empty when none was. */
  private Optional<Coverage> coverage() {
    ImmutableList<Coverage> parts =
        files.stream()
            .flatMap(file -> file.report().coverage().stream())
            .collect(ImmutableList.toImmutableList());
    return parts.isEmpty() ? Optional.empty() : Optional.of(Coverage.ofAll(parts));
  }

  /** Those of the first, without what concerns a part alone; what follows is kept beside it. */
  private ImmutableList<String> arguments() {
    ResultFile first = files.getFirst();
    ShellCommand whole =
        ShellCommand.of(first.report().arguments())
            .without("--shard", "--artifacts", "--artifacts-url", "--run");
    return first
        .run()
        .map(name -> whole.with("--run=" + name))
        .orElseGet(() -> whole.without("--results"))
        .words();
  }

  private Result result() {
    return new Result(
        mode(),
        inputs(),
        ImmutableSortedSet.of(),
        plan(),
        gate(),
        all(Result::outcomes, Comparator.comparing(Outcome::action, Action.ORDER)),
        verified(),
        results().anyMatch(Result::stopped));
  }

  private Mode mode() {
    Mode mode = files.getFirst().result().mode();
    for (ResultFile file : files) {
      if (file.result().mode() != mode) {
        throw new IllegalArgumentException(
            "of %s and %s one is a dry run, the other is not"
                .formatted(files.getFirst().location(), file.location()));
      }
    }
    return mode;
  }

  /** Every part read all manifests. */
  private Inputs inputs() {
    ImmutableSortedSet<String> asOf =
        results()
            .flatMap(result -> result.inputs().asOf().stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    return new Inputs(
        DesiredState.EMPTY,
        results().mapToInt(result -> result.inputs().manifests()).max().orElse(0),
        ImmutableList.of(),
        MergeBase.EMPTY,
        asOf.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", asOf)),
        Optional.empty());
  }

  private Plan plan() {
    return new Plan(
        all(result -> result.plan().actions(), Action.ORDER),
        findings(results().map(Result::plan)),
        results()
            .map(result -> result.plan().counts())
            .reduce(StateCounts.NONE, StateCounts::plus));
  }

  private GateVerdict gate() {
    ImmutableList.Builder<String> refused = ImmutableList.builder();
    ImmutableList.Builder<String> approved = ImmutableList.builder();
    for (ResultFile file : files) {
      String part = MergedWholeness.part(file);
      switch (file.result().gate()) {
        case GateVerdict.Open ignored -> {}
        case GateVerdict.Approved it -> it.exceeded().forEach(limit -> approved.add(part + limit));
        case GateVerdict.Closed it -> it.exceeded().forEach(limit -> refused.add(part + limit));
      }
    }
    if (!refused.build().isEmpty()) {
      return new GateVerdict.Closed(refused.build());
    }
    return approved.build().isEmpty()
        ? new GateVerdict.Open()
        : new GateVerdict.Approved(approved.build());
  }

  /** What was left to do in each part, as far as any was looked at again or kept from writing. */
  private Optional<Plan> verified() {
    boolean wrote = results().anyMatch(result -> !result.outcomes().isEmpty());
    boolean known = results().anyMatch(it -> it.verified().isPresent() || (wrote && it.refused()));
    return known
        ? Optional.of(
            new Plan(
                all(MergedResults::left, Action.ORDER),
                findings(results().flatMap(result -> result.verified().stream())),
                StateCounts.NONE))
        : Optional.empty();
  }

  private static ImmutableList<Action> left(Result result) {
    return result.refused() ? result.plan().actions() : result.left();
  }

  /** Each once; what is about no repository may be in all. */
  private static ImmutableList<Finding> findings(Stream<Plan> plans) {
    ImmutableSet<Finding> findings =
        plans.flatMap(plan -> plan.findings().stream()).collect(ImmutableSet.toImmutableSet());
    return ImmutableList.sortedCopyOf(Finding.ORDER, findings);
  }

  private <T> ImmutableList<T> all(
      Function<Result, ? extends Collection<T>> part, Comparator<T> order) {
    return results()
        .flatMap(result -> part.apply(result).stream())
        .sorted(order)
        .collect(ImmutableList.toImmutableList());
  }

  private Stream<Result> results() {
    return files.stream().map(ResultFile::result);
  }
}
