package dev.reinstate.cli.snapshot;

import com.google.common.collect.Multimaps;
import dev.reinstate.cli.console.ConsoleProgress;
import dev.reinstate.cli.console.Counted;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.ManifestOptions;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.RegistryOptions;
import dev.reinstate.cli.option.ScopeOptions;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.cli.signature.SignatureOptions;
import dev.reinstate.cli.signature.StoredSignatures;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.DisputedAttachment;
import dev.reinstate.snapshot.DisputedTag;
import dev.reinstate.snapshot.ForkedTag;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.merge.AttachmentJudge;
import dev.reinstate.snapshot.take.SnapshotRequest;
import dev.reinstate.snapshot.take.SnapshotTake;
import dev.reinstate.snapshot.take.SnapshotTaken;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a snapshot. */
@Command(
    name = "take",
    description = "Record what manifests and registries agree on, and keep a copy of every image.",
    mixinStandardHelpOptions = true)
public final class SnapshotTakeCommand extends StoreCommand {

  private static final int AT_ONCE = 256;

  @Mixin private ManifestOptions manifests;
  @Mixin private ScopeOptions scope;
  @Mixin private RegistryOptions registry;
  @Mixin private SignatureOptions signatures;

  @Option(
      names = "--forget",
      paramLabel = "GLOB",
      description =
          "let go of what matches host/path, host/path:tag or host/path@digest, no registry has"
              + " and no manifest wants; repeatable")
  private List<String> forget = List.of();

  @Option(
      names = "--deep",
      description = "also read and hash every blob of the store, and fetch what is damaged again")
  private boolean deep;

  public SnapshotTakeCommand(ProcessContext context) {
    super(context);
  }

  @Override
  Work work(NetworkOptions.Reach reach, UsageProblems problems) {
    LoadedManifests loaded = manifests.load(problems);
    Predicate<Repository> inScope = scope.scope(problems);
    RegistrySettings settings = registry.settings(context, reach, problems);
    Optional<SignatureOptions.Request> signed = signatures.read(problems);
    RepositoryGlobs none = new RepositoryGlobs(List.of());
    RepositoryGlobs forgotten = problems.check("--forget", () -> new RepositoryGlobs(forget), none);
    SnapshotRequest request = new SnapshotRequest(loaded.desired(), inScope, forgotten, deep);
    return (store, resources) -> {
      AttachmentJudge judge =
          signed.isPresent() ? StoredSignatures.judge(store, signed.get()) : AttachmentJudge.NEWER;
      RegistryClient client = resources.own(RegistryClient.open(settings));
      SnapshotTaken taken = take(store, client, request.with(judge));
      context.tell(out -> print(taken, out));
      loaded.problems().forEach(problem -> context.err().println("skipped " + problem));
      return taken.complete() && loaded.problems().isEmpty();
    };
  }

  private SnapshotTaken take(SnapshotStore store, RegistryClient client, SnapshotRequest request)
      throws IOException {
    StopSignal stop = context.stop();
    try (Progress.Task progress =
        new ConsoleProgress(context).begin("reads", Progress.UNKNOWN_TOTAL)) {
      ObservedRegistry registry =
          new ObservedRegistry(client.reader(), client.images(), progress, stop);
      return new SnapshotTake(store, registry, registry, new FanOut(AT_ONCE, stop), context.clock())
          .take(request);
    }
  }

  private static void print(SnapshotTaken taken, PrintStream out) {
    SnapshotRoot root = taken.root();
    out.printf(
        "Snapshot %s: %s, %s, %s, %s of which %,d are new%n",
        taken.name(),
        Counted.of(root.counts().repositories(), "repository", "repositories"),
        Counted.of(root.counts().images(), "image"),
        Counted.of(root.counts().tags(), "tag"),
        Counted.of(root.counts().bytes(), "byte"),
        root.counts().newBytes());
    Multimaps.index(root.unreadable().keySet(), root.unreadable()::get)
        .asMap()
        .forEach((why, where) -> out.println("! unreadable " + text(where) + ": " + why));
    taken.problems().forEach(problem -> out.println("! damaged " + problem));
    root.broken()
        .forEach(image -> out.println((image.lost() ? "! lost " : "! broken ") + text(image)));
    root.disputed().forEach(tag -> out.println("· disputed " + text(tag)));
    root.overwritten().forEach(tag -> out.println("· disputed " + text(tag)));
    if (root.predecessors().size() > 1) {
      out.println("· joins " + names(root) + ", which knew nothing of each other");
    }
    root.forked().forEach(tag -> out.println("· disputed " + text(tag)));
  }

  /** What is said of many alike, as of all of a host, is said once. */
  private static String text(Collection<Repository> where) {
    Repository first = where.iterator().next();
    return where.size() == 1
        ? first.toString()
        : String.format("%s and %,d more", first, where.size() - 1);
  }

  private static String text(BrokenImage image) {
    String name = image.repository() + "@" + image.digest();
    return name
        + ": "
        + image.reason()
        + (image.lost() ? " (push it again, or let go of it with --forget=" + name + ")" : "");
  }

  private static String names(SnapshotRoot root) {
    return root.predecessors().stream()
        .map(predecessor -> predecessor.name().toString())
        .collect(Collectors.joining(" and "));
  }

  private static String text(ForkedTag tag) {
    return "%s:%s: snapshots agreed on %s, keeps %s"
        .formatted(
            tag.repository(),
            tag.tag(),
            tag.values().stream().map(Object::toString).collect(Collectors.joining(" and on ")),
            tag.kept());
  }

  private static String text(DisputedAttachment tag) {
    return "%s:%s: overwritten, was %s, is %s; keeps the %s one%s"
        .formatted(
            tag.repository(),
            tag.tag(),
            tag.before(),
            tag.live(),
            tag.kept().equals(tag.live()) ? "newer" : "older",
            tag.reason().map(why -> ": " + why).orElse(""));
  }

  private static String text(DisputedTag tag) {
    return "%s:%s: manifest %s, live %s, %s"
        .formatted(
            tag.repository(),
            tag.tag(),
            tag.desired(),
            tag.live(),
            tag.agreed().map(value -> "agreed " + value).orElse("never agreed"));
  }
}
