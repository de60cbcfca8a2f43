package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.text.ShellCommand;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a human is to do after a run, the most urgent first; none after a clean one. */
public final class NextSteps {

  /** So many repositories can be named on one command line; more are read all over again. */
  private static final int NAMED = 20;

  /** What ends a run in time, wherever it is by then. */
  private static final String[] BUDGET = {"--for", "--requests", "--bytes-limit"};

  private static final String PROGRAM = "scripts/reinstate";
  private static final String ALL = "all";
  private static final String HUMAN = "human";

  private final ReportModel model;
  private final Result result;
  private final ShellCommand again;

  private NextSteps(ReportModel model) {
    this.model = model;
    this.result = model.result();
    this.again =
        ShellCommand.of(
            ImmutableList.<String>builder()
                .add(PROGRAM)
                .addAll(model.report().arguments())
                .build());
  }

  public static ImmutableList<NextStep> of(ReportModel model) {
    NextSteps steps = new NextSteps(model);
    ImmutableList.Builder<NextStep> all = ImmutableList.builder();
    Stream.of(steps.approve(), steps.runMissing(), steps.runAgain())
        .flatMap(Optional::stream)
        .forEach(all::add);
    for (FindingKind kind : FindingKind.values()) {
      if (kind.needsHuman()) {
        steps.resolve(kind).ifPresent(all::add);
      }
    }
    steps.confirm().ifPresent(all::add);
    return all.build();
  }

  private Optional<NextStep> approve() {
    return result.gate() instanceof GateVerdict.Closed closed
        ? Optional.of(
            new NextStep(
                "Judge the size of the plan",
                "It is larger than an everyday one: "
                    + String.join("; ", closed.exceeded())
                    + ". If the losses are real and not a broken registry or manifest, "
                    + (model.wrote() ? "go on with what is left." : "approve exactly this plan."),
                ALL,
                approved().toString()))
        : Optional.empty();
  }

  /** Where other parts wrote, the plan is another by now. */
  private ShellCommand approved() {
    ShellCommand confirmed = applying().without("--approve").with("--confirm");
    return model.wrote() ? confirmed : confirmed.with("--approve=" + result.plan().id());
  }

  private Optional<NextStep> runMissing() {
    return model.missing().stream()
        .findFirst()
        .map(
            first ->
                new NextStep(
                    "Run what has no result",
                    Phase.noResult(model.missing()) + ". Nothing is known of their repositories.",
                    ALL,
                    again.with("--shard=" + first).toString()));
  }

  private Optional<NextStep> runAgain() {
    long undone =
        model.entries().stream()
            .filter(entry -> entry instanceof ReportLine.Deed && entry.needsHuman())
            .count();
    return undone > 0 || result.stopped()
        ? Optional.of(
            new NextStep(
                "Run it again",
                String.format(
                    "%,d not done, see their notes below. What is done stays done; a second run"
                        + " takes up the rest.",
                    undone),
                HUMAN,
                again.toString()))
        : Optional.empty();
  }

  private Optional<NextStep> confirm() {
    boolean ready = result.mode() == Mode.DRY_RUN && result.gate() instanceof GateVerdict.Open;
    return ready && !result.left().isEmpty()
        ? Optional.of(
            new NextStep(
                "Apply the plan",
                String.format("%,d to do. Nothing has been written yet.", result.left().size()),
                ALL,
                applying().with("--confirm").toString()))
        : Optional.empty();
  }

  /** A scrub with a budget would go on elsewhere; of few repositories, all is looked at again. */
  private ShellCommand applying() {
    ShellCommand wet = again.without("--dry-run");
    return model.report().job() == Job.SCRUB
        ? narrowed(
            wet,
            result.left().stream()
                .map(action -> action.repository().toString())
                .collect(Collectors.toCollection(TreeSet::new)))
        : wet;
  }

  private Optional<NextStep> resolve(FindingKind kind) {
    ImmutableList<Finding> findings =
        model.entries().stream()
            .filter(entry -> entry instanceof ReportLine.Found)
            .map(entry -> ((ReportLine.Found) entry).finding())
            .filter(finding -> finding.kind() == kind)
            .collect(ImmutableList.toImmutableList());
    return findings.isEmpty()
        ? Optional.empty()
        : Advice.on(kind).map(advice -> advice.step(findings, command(kind, findings)));
  }

  private String command(FindingKind kind, ImmutableList<Finding> findings) {
    return switch (kind) {
      case LOST -> lost(findings.getFirst());
      case TAG_MOVE_REQUESTED -> narrowed(findings).with("--allow-tag-moves").toString();
      case REMOVAL_REQUESTED -> again.with("--allow-removals").toString();
      case TAG_CONFLICT -> "skopeo inspect docker://" + tag(findings.getFirst());
      case UNSIGNED -> "xargs -n1 cosign sign --yes <unsigned.txt";
      case UNATTESTED ->
          "xargs -n1 cosign attest --yes --type=TYPE --predicate=FILE <unattested.txt";
      case UNREADABLE, NOT_HEALED -> narrowed(findings).toString();
      case STALE_PROOF -> again.without(BUDGET).toString();
      default -> again.toString();
    };
  }

  private String lost(Finding finding) {
    return result.inputs().asOf().isEmpty()
        ? again.with("--snapshot=gs://BUCKET").toString()
        : "skopeo copy --all --preserve-digests docker://WHERE-IT-IS@"
            + finding.digest().map(Object::toString).orElse("DIGEST")
            + " docker://"
            + finding.repository().map(Object::toString).orElse("REPOSITORY")
            + finding.tags().stream().findFirst().map(tag -> ":" + tag).orElse("");
  }

  private static String tag(Finding finding) {
    return finding.repository().map(Object::toString).orElse("REPOSITORY")
        + finding.tags().stream().findFirst().map(tag -> ":" + tag).orElse("");
  }

  /** This run's command for just these repositories. */
  private ShellCommand narrowed(ImmutableList<Finding> findings) {
    TreeSet<String> repositories = new TreeSet<>();
    findings.forEach(
        finding -> finding.repository().ifPresent(where -> repositories.add(where.toString())));
    return narrowed(again, repositories);
  }

  private static ShellCommand narrowed(ShellCommand command, Set<String> repositories) {
    return repositories.size() > NAMED
        ? command
        : command
            .without("--include", "--approve")
            .without(BUDGET)
            .with(repositories.stream().map(name -> "--include=" + name).toArray(String[]::new));
  }
}
