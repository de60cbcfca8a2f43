package dev.reinstate.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.Outcome;
import dev.reinstate.image.Descriptor;
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
import dev.reinstate.reconcile.Shard;
import dev.reinstate.reconcile.gate.GateVerdict;
import dev.reinstate.registry.wire.TrafficReport;
import dev.reinstate.snapshot.MergeBase;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A scrub of five images in one repository: a layer that two of them need is missing, the config of
 * one rotted, so did the manifest of another, and one is whole.
 */
public final class ScrubbedWorld {

  public static final String WHOLENESS =
      "whole: 41,033 of 41,033 images proven, the oldest 2 d 4 h ago";

  private static final RegistryPrefix PROD = RegistryPrefix.parse("us.example/prod");
  private static final Repository APP = PROD.resolve("app");
  private static final Repository EU = Repository.parse("eu.example/prod/app");
  private static final Descriptor LAYER = object("layer", 6 << 20);
  private static final Descriptor CONFIG = object("config", Descriptor.UNKNOWN_SIZE);
  private static final DescriptorDigest ROTTEN = image(3);

  private ScrubbedWorld() {}

  /** Nothing was written, and all can be healed. */
  public static RunReport dry() {
    return report(
        Mode.DRY_RUN, damage(), it -> new Outcome.Skipped(it, "dry run"), Optional.empty());
  }

  /** All was healed. */
  public static RunReport healed() {
    return report(Mode.CONFIRMED, damage(), it -> new Outcome.Done(it, ""), Optional.of(EMPTY));
  }

  /** The registry keeps its wrong config. */
  public static RunReport kept() {
    Finding finding =
        new Finding.Damage(
            FindingKind.NOT_HEALED,
            APP,
            CONFIG,
            CONFIG.digest().toString(),
            digest("rot").toString(),
            broken(2));
    Plan left = new Plan(ImmutableList.of(), ImmutableList.of(finding), StateCounts.NONE);
    return report(
        Mode.CONFIRMED,
        damage(),
        action ->
            action.operands().equals(CONFIG.digest().toString())
                ? new Outcome.Failed(action, "us.example accepted the blob and still gives rot")
                : new Outcome.Done(action, ""),
        Optional.of(left));
  }

  /** All that one of two shards looked at is whole. */
  public static RunReport shard(int index) {
    RunReport run = whole();
    Result result = run.result();
    Inputs all = result.inputs();
    Inputs part =
        new Inputs(
            all.desired(),
            all.manifests(),
            all.found(),
            all.agreed(),
            all.asOf(),
            Optional.of(new Shard(index, 2)));
    return new RunReport(
        new Result(
            result.mode(),
            part,
            result.repositories(),
            result.plan(),
            result.gate(),
            result.outcomes(),
            result.verified(),
            result.stopped()),
        run.traffic(),
        run.createdAt(),
        run.arguments(),
        run.rewrites(),
        run.job(),
        run.wholeness());
  }

  /** Nothing is wrong. */
  public static RunReport whole() {
    return report(Mode.DRY_RUN, EMPTY, it -> new Outcome.Done(it, ""), Optional.empty());
  }

  /** Nothing is wrong, but for that nobody looked for too long. */
  public static RunReport stale() {
    Finding stale = new Finding.Stale("3 of 5 images were never proven; --max-age is 7 d");
    return report(
        Mode.DRY_RUN,
        EMPTY.withFindings(ImmutableList.of(stale)),
        it -> new Outcome.Done(it, ""),
        Optional.empty());
  }

  private static final Plan EMPTY =
      new Plan(ImmutableList.of(), ImmutableList.of(), new StateCounts(1, 5, 5, 0));

  private static Plan damage() {
    return new Plan(
        ImmutableList.sortedCopyOf(
            Action.ORDER,
            ImmutableList.of(
                new Action.RestoreBlob(
                    APP,
                    LAYER,
                    ActionReason.BLOB_MISSING,
                    ImmutableList.of(new Source.Live(Source.Kind.MIRROR, EU))),
                new Action.RestoreBlob(
                    APP,
                    CONFIG,
                    ActionReason.BLOB_DAMAGED,
                    ImmutableList.of(new Source.Mirrored("https://blobs.example/x"))),
                new Action.RestoreImage(
                    APP,
                    ROTTEN,
                    ImmutableSortedSet.of(),
                    Authority.MANIFEST,
                    ActionReason.MANIFEST_DAMAGED,
                    ImmutableList.of(new Source.Live(Source.Kind.MIRROR, EU))))),
        ImmutableList.sortedCopyOf(
            Finding.ORDER,
            ImmutableList.of(
                new Finding.Damage(
                    FindingKind.BLOB_MISSING,
                    APP,
                    LAYER,
                    "6291456 bytes",
                    "404 BLOB_UNKNOWN",
                    broken(0, 1)),
                new Finding.Damage(
                    FindingKind.BLOB_DAMAGED,
                    APP,
                    CONFIG,
                    CONFIG.digest().toString(),
                    digest("rot").toString(),
                    broken(2)),
                new Finding.Damage(
                    FindingKind.MANIFEST_DAMAGED,
                    APP,
                    new Descriptor("application/vnd.oci.image.index.v1+json", ROTTEN, 500),
                    ROTTEN.toString(),
                    digest("rot").toString(),
                    broken(3)))),
        EMPTY.counts());
  }

  private static RunReport report(
      Mode mode, Plan plan, Function<Action, Outcome> became, Optional<Plan> verified) {
    Result result =
        new Result(
            mode,
            inputs(),
            ImmutableSortedSet.of(APP),
            plan,
            new GateVerdict.Open(),
            plan.actions().stream().map(became).collect(ImmutableList.toImmutableList()),
            verified,
            false);
    return new RunReport(
        result,
        new TrafficReport(ImmutableSortedMap.of(), 0, 0),
        Instant.parse("2026-11-27T03:07:00Z"),
        ImmutableList.of("scrub", "--thin-manifest-dir=k8s.gcr.io", "--for=2h"),
        ImmutableList.of(),
        Job.SCRUB,
        Optional.of(WHOLENESS));
  }

  private static Inputs inputs() {
    TreeMap<DescriptorDigest, ImmutableSortedSet<String>> tagged = new TreeMap<>(Digests.ORDER);
    for (int i = 0; i < 5; i++) {
      tagged.put(image(i), ImmutableSortedSet.of("v" + i));
    }
    return new Inputs(
        new DesiredState(
            ImmutableSortedMap.of(
                APP,
                new DesiredRepository(
                    PROD, new TaggedImages(tagged), ImmutableList.of(), Optional.empty())),
            ImmutableSortedSet.of(PROD)),
        1,
        ImmutableList.of(),
        MergeBase.EMPTY,
        Optional.of("2026-11-26T02-00-00Z"),
        Optional.empty());
  }

  private static ImmutableSortedMap<DescriptorDigest, ImmutableSortedSet<String>> broken(
      int... images) {
    ImmutableSortedMap.Builder<DescriptorDigest, ImmutableSortedSet<String>> breaks =
        ImmutableSortedMap.orderedBy(Digests.ORDER);
    for (int i : images) {
      breaks.put(image(i), ImmutableSortedSet.of("v" + i));
    }
    return breaks.buildOrThrow();
  }

  private static DescriptorDigest image(int i) {
    return digest("image " + i);
  }

  private static Descriptor object(String name, long size) {
    return new Descriptor("application/vnd.oci.image." + name, digest(name), size);
  }

  private static DescriptorDigest digest(String content) {
    return Digests.of(content.getBytes(UTF_8));
  }
}
