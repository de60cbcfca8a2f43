package dev.reinstate.cli.option;

import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.revision.ManifestChange;
import dev.reinstate.revision.Permission;
import dev.reinstate.revision.RevisionException;
import dev.reinstate.revision.RevisionLoader;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Against what a change of the manifests is judged, and what it may do. */
public final class ChangeOptions {

  @Option(
      names = "--changed-since",
      paramLabel = "REV",
      description =
          "only repositories of which the manifests want something else than at this git revision;"
              + " a tag that moved or went since is a finding (exit 4). auto: the base that Prow's"
              + " environment names for presubmit, batch and postsubmit jobs")
  private String since;

  @Option(
      names = "--allow-tag-moves",
      description = "let a manifest move a tag that was agreed on before")
  private boolean allowTagMoves;

  @Option(
      names = "--allow-removals",
      description = "with --changed-since: let a manifest drop tags and images")
  private boolean allowRemovals;

  /** Checks the options; empty when no change is to be judged. */
  public Optional<String> revision(ProcessContext context, UsageProblems problems) {
    return Optional.ofNullable(since)
        .map(
            revision ->
                revision.equals("auto")
                    ? problems.check(
                        "--changed-since", () -> ProwBase.revision(context.environment()), revision)
                    : revision);
  }

  /**
   * What changed since a revision, if there is one to compare with.
   *
   * @throws UsageException when the revision does not exist
   */
  public Optional<ManifestChange> change(
      ManifestOptions manifests, LoadedManifests loaded, Optional<String> revision)
      throws IOException, UsageException {
    if (revision.isEmpty()) {
      return Optional.empty();
    }
    try {
      RevisionLoader base = new RevisionLoader(manifests.loader());
      return Optional.of(
          ManifestChange.between(base.load(manifests.sources(), revision.get()), loaded));
    } catch (RevisionException e) {
      throw UsageException.of(e.getMessage());
    }
  }

  public boolean allowTagMoves() {
    return allowTagMoves;
  }

  public Permission permission() {
    return new Permission(allowTagMoves, allowRemovals);
  }
}
