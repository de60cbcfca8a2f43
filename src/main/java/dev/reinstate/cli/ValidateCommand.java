package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.ChangeOptions;
import dev.reinstate.cli.option.ManifestOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.image.Repository;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.ManifestCounts;
import dev.reinstate.plan.Finding;
import dev.reinstate.revision.ManifestChange;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks the manifests and what changed in them, offline. */
@Command(
    name = "validate",
    description = "Check the manifests, and with --changed-since what changed; no network.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Mixin private ManifestOptions manifests;
  @Mixin private ChangeOptions changes;

  ValidateCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    UsageProblems problems = new UsageProblems();
    Optional<String> revision = changes.revision(context, problems);
    LoadedManifests loaded = manifests.load(problems);
    print(loaded.counts());
    problems.throwIfAny();
    loaded.problems().forEach(context.err()::println);
    Optional<ManifestChange> change = changes.change(manifests, loaded, revision);
    boolean refused = change.map(this::refuses).orElse(false);
    return (refused || !loaded.problems().isEmpty() ? ExitCode.PARTIAL : ExitCode.DONE).value();
  }

  /** Prints what the change may not do; false when it may do all it does. */
  private boolean refuses(ManifestChange change) {
    PrintStream out = context.out();
    out.printf(
        "%,d of them want something else than at %s%n",
        change.repositories().size(), change.since());
    ImmutableList<Finding> findings = change.findings(changes.permission());
    ImmutableListMultimap<List<String>, Finding> alike =
        Multimaps.index(findings, ValidateCommand::apartFromPlace);
    alike.asMap().values().forEach(same -> print(ImmutableList.copyOf(same)));
    return !findings.isEmpty();
  }

  /** What mirrors have in common: one line says it for all of them. */
  private static List<String> apartFromPlace(Finding finding) {
    return List.of(
        finding.kind().word(),
        finding.digest().map(Object::toString).orElse(""),
        String.join(", ", finding.tags()),
        finding.detail());
  }

  private void print(ImmutableList<Finding> same) {
    Finding first = same.getFirst();
    String where = first.repository().map(Repository::toString).orElse("");
    String what =
        first instanceof Finding.OfTag tag
            ? ":" + tag.tag()
            : first.digest().map(digest -> "@" + digest).orElse("");
    String tags =
        first instanceof Finding.OfTag || first.tags().isEmpty()
            ? ""
            : " (" + String.join(", ", first.tags()) + ")";
    String more = same.size() == 1 ? "" : " and " + (same.size() - 1) + " more";
    context
        .out()
        .println(
            "! " + first.kind().word() + " " + where + what + tags + more + ": " + first.detail());
  }

  private void print(ManifestCounts counts) {
    context
        .out()
        .printf(
            "%,d manifests, %,d image entries, %,d digests, %,d tags, %,d destination"
                + " repositories, %,d promotion edges%n",
            counts.manifests(),
            counts.imageEntries(),
            counts.digests(),
            counts.tags(),
            counts.destinationRepositories(),
            counts.edges());
  }
}
