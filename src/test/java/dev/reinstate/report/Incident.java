package dev.reinstate.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.Outcome;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.ActionReason;
import dev.reinstate.plan.Authority;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import dev.reinstate.reconcile.Inputs;
import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Result;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.registry.wire.TrafficReport;
import dev.reinstate.snapshot.MergeBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run with some of everything: three destinations with the same repositories, of each repository
 * some images fine, most to restore, and a few with another fate.
 */
public final class Incident {

  /** What a hostile registry may put into its messages. */
  static final String HOSTILE =
      "403 DENIED \"</script><img src=x onerror=alert(1)>&lt;b&gt;\u2028\u202e\u0007'";

  private static final ImmutableList<String> HOSTS =
      ImmutableList.of(
          "asia.gcr.io/k8s-artifacts-prod",
          "eu.gcr.io/k8s-artifacts-prod",
          "us.gcr.io/k8s-artifacts-prod");

  private final int images;
  private final int fine;
  private final boolean harmless;
  private final List<Action> actions = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final TreeMap<Repository, DesiredRepository> desired = new TreeMap<>();

  private Incident(int images, int fine, boolean harmless) {
    this.images = images;
    this.fine = fine;
    this.harmless = harmless;
  }

  /**
   * A confirmed run with so many lines.
   *
   * @param lines actions and findings together; a multiple of 36
   */
  public static RunReport confirmed(int lines) {
    return report(lines, Mode.CONFIRMED, /* harmless= */ false);
  }

  /** The same before anything was written. */
  public static RunReport dry(int lines) {
    return report(lines, Mode.DRY_RUN, /* harmless= */ false);
  }

  /** A dry run that needs nobody: all can be restored. */
  public static RunReport harmless(int lines) {
    return report(lines, Mode.DRY_RUN, /* harmless= */ true);
  }

  private static RunReport report(int lines, Mode mode, boolean harmless) {
    Incident incident = new Incident(12, 4, harmless);
    int repositories = lines / (HOSTS.size() * incident.images);
    for (String host : HOSTS) {
      for (int i = 0; i < repositories; i++) {
        incident.stage(RegistryPrefix.parse(host), i);
      }
    }
    return incident.report(mode);
  }

  private void stage(RegistryPrefix destination, int i) {
    Repository where = destination.resolve("team-" + i % 40 + "/component-" + i);
    TreeMap<DescriptorDigest, ImmutableSortedSet<String>> tagged = new TreeMap<>(Digests.ORDER);
    for (int j = 0; j < images + fine; j++) {
      DescriptorDigest digest = digest("component-" + i + " version " + j);
      tagged.put(digest, ImmutableSortedSet.of("v1." + j));
      if (j < images) {
        stage(where, digest, "v1." + j, i * images + j);
      }
    }
    desired.put(
        where,
        new DesiredRepository(
            destination, new TaggedImages(tagged), ImmutableList.of(), Optional.empty()));
  }

  private void stage(Repository where, DescriptorDigest digest, String tag, int number) {
    ImmutableSortedSet<String> tags = ImmutableSortedSet.of(tag);
    switch (harmless ? Math.max(number % 97, 4) : number % 97) {
      case 1 ->
          findings.add(
              new Finding.OfImage(
                  FindingKind.LOST, where, digest, tags, "no source has it; asked 4 places"));
      case 2 -> findings.add(conflict(where, digest, tag));
      case 3 -> findings.add(new Finding.Unreadable(where, HOSTILE));
      case 4, 5, 6 -> actions.add(move(where, digest, tag));
      case 7, 8 ->
          actions.add(
              new Action.AddTag(where, tag, digest, Authority.MANIFEST, ActionReason.TAG_MISSING));
      case 9 ->
          findings.add(
              new Finding.OfTag(FindingKind.EXTRA, where, tag, Optional.of(digest), "no manifest"));
      default -> actions.add(restore(where, digest, tags));
    }
  }

  private static Finding conflict(Repository where, DescriptorDigest digest, String tag) {
    return new Finding.OfTag(
        FindingKind.TAG_CONFLICT,
        where,
        tag,
        Optional.of(digest),
        "the manifests say "
            + digest
            + ", the registry "
            + digest("intruder " + tag)
            + ", the snapshot "
            + digest("agreed " + tag));
  }

  private static Action move(Repository where, DescriptorDigest digest, String tag) {
    return new Action.MoveTag(
        where,
        tag,
        digest("intruder " + tag),
        digest,
        Authority.MANIFEST,
        ActionReason.TAG_DRIFTED);
  }

  private static Action restore(
      Repository where, DescriptorDigest digest, ImmutableSortedSet<String> tags) {
    Source source =
        new Source.Live(Source.Kind.STAGING, new Repository("gcr.io", "k8s-staging/component"));
    return new Action.RestoreImage(
        where,
        digest,
        tags,
        Authority.MANIFEST,
        ActionReason.IMAGE_MISSING,
        ImmutableList.of(source));
  }

  private RunReport report(Mode mode) {
    Plan plan =
        new Plan(
                ImmutableList.sortedCopyOf(Action.ORDER, actions),
                ImmutableList.sortedCopyOf(Finding.ORDER, findings),
                new StateCounts(
                    desired.size(), desired.size() * (images + fine), desired.size(), 0))
            .withFindings(
                harmless
                    ? ImmutableList.of()
                    : ImmutableList.of(
                        new Finding.Invalid("images/build.yaml:273:7: 'ha256:1' is not a digest")));
    DesiredState state =
        new DesiredState(
            ImmutableSortedMap.copyOf(desired),
            ImmutableSortedSet.copyOf(HOSTS.stream().map(RegistryPrefix::parse).toList()));
    Inputs inputs =
        new Inputs(
            state,
            69,
            ImmutableList.of(),
            MergeBase.EMPTY,
            Optional.of("2026-11-23T02-00-00Z"),
            Optional.empty());
    Result result =
        new Result(
            mode,
            inputs,
            ImmutableSortedSet.copyOf(desired.keySet()),
            plan,
            new GateVerdict.Open(),
            plan.actions().stream().map(Incident::outcome).collect(ImmutableList.toImmutableList()),
            Optional.empty(),
            false);
    return new RunReport(
        result,
        new TrafficReport(ImmutableSortedMap.of(), 0, 0),
        Instant.parse("2026-11-23T03:07:00Z"),
        ImmutableList.of("--thin-manifest-dir=k8s.gcr.io", "--snapshot=gs://backup/prod"),
        ImmutableList.of(),
        Job.RECONCILE,
        Optional.empty());
  }

  private static Outcome outcome(Action action) {
    return action.operands().hashCode() % 89 == 0
        ? new Outcome.Failed(
            action, "PUT " + action.repository() + " 429 TOOMANYREQUESTS after 6 attempts")
        : new Outcome.Done(action, "");
  }

  private static DescriptorDigest digest(String content) {
    return Digests.of(content.getBytes(UTF_8));
  }
}
