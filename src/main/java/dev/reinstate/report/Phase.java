package dev.reinstate.report;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateVerdict;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A step of a run and how it went.
 *
 * @param problem empty when nobody has to look
 */
public record Phase(String name, String problem) {

  /** Of other phases than planning. */
  private static final ImmutableSet<FindingKind> ELSEWHERE =
      Sets.immutableEnumSet(
          FindingKind.INVALID,
          FindingKind.UNREADABLE,
          FindingKind.NOT_HEALED,
          FindingKind.STALE_PROOF);

  /** All of them, in order, whatever the run did: a column each in TestGrid. */
  public static ImmutableList<Phase> of(ReportModel model) {
    Result result = model.result();
    Job job = model.report().job();
    ImmutableList.Builder<Phase> phases = ImmutableList.builder();
    phases.add(
        new Phase("load", count(model, FindingKind.INVALID, "manifest entry skipped as invalid")),
        new Phase(job.readingPhase(), unread(model)),
        new Phase("plan", unresolved(model)),
        new Phase("gate", gate(result)),
        new Phase("apply", undone(model)),
        new Phase("verify", unverified(model)));
    if (job == Job.SCRUB) {
      phases.add(new Phase("proof", count(model, FindingKind.STALE_PROOF, "stale proof")));
    }
    return phases.build();
  }

  /**
   * A registry that keeps wrong bytes shows it when it is read again; a run that is stopped does
   * not get there, whatever it did before.
   */
  private static String unverified(ReportModel model) {
    return Stream.of(
            model.result().stopped() ? "the run was stopped before its end" : "",
            notDone(model, ReportLine.Progress.UNVERIFIED),
            count(model, FindingKind.NOT_HEALED, FindingKind.NOT_HEALED.word()))
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String unread(ReportModel model) {
    return Stream.of(
            counted(unreadable(model, /* images= */ false), "repository unreadable"),
            counted(
                unreadable(model, /* images= */ true),
                model.report().job() == Job.RECONCILE
                    ? "image whose sources were not read"
                    : "image whose signatures were not read"),
            noResult(model.missing()))
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static long unreadable(ReportModel model, boolean images) {
    return model.entries().stream()
        .filter(
            entry ->
                entry instanceof ReportLine.Found found
                    && found.finding().kind() == FindingKind.UNREADABLE
                    && found.finding().digest().isPresent() == images)
        .count();
  }

  /** Such as {@code No result of shards 2/8, 5/8}; empty when there is one of each. */
  static String noResult(ImmutableList<Shard> missing) {
    return missing.isEmpty()
        ? ""
        : "No result of shard" + (missing.size() == 1 ? " " : "s ") + Joiner.on(", ").join(missing);
  }

  /** Whatever the plan cannot mend by itself. */
  private static String unresolved(ReportModel model) {
    return Arrays.stream(FindingKind.values())
        .filter(kind -> kind.needsHuman() && !ELSEWHERE.contains(kind))
        .map(kind -> count(model, kind, kind.word()))
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String gate(Result result) {
    return result.refused() && result.gate() instanceof GateVerdict.Closed closed
        ? String.join("; ", closed.exceeded())
        : "";
  }

  private static String count(ReportModel model, FindingKind kind, String what) {
    return counted(
        model.entries().stream()
            .filter(
                entry -> entry instanceof ReportLine.Found found && found.finding().kind() == kind)
            .count(),
        what);
  }

  private static String undone(ReportModel model) {
    String tags =
        counted(
            progress(model, ReportLine.Progress.TAGS_LEFT), "image back, but for tags left alone");
    return Stream.of(notDone(model, ReportLine.Progress.FAILED, ReportLine.Progress.SKIPPED), tags)
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String notDone(ReportModel model, ReportLine.Progress... bad) {
    return counted(progress(model, bad), "action not done");
  }

  private static long progress(ReportModel model, ReportLine.Progress... those) {
    ImmutableList<ReportLine.Progress> wanted = ImmutableList.copyOf(those);
    return model.entries().stream()
        .filter(entry -> entry instanceof ReportLine.Deed deed && wanted.contains(deed.progress()))
        .count();
  }

  private static String counted(long count, String what) {
    return count == 0 ? "" : String.format("%,d × %s", count, what);
  }
}
