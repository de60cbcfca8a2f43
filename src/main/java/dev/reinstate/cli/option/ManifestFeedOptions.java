package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.audit.followed.ManifestFeed;
import dev.reinstate.audit.followed.WatchedManifests;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.manifest.load.ManifestSources;
import dev.reinstate.network.Network;
import dev.reinstate.revision.BranchLocation;
import dev.reinstate.revision.FollowedBranch;
import dev.reinstate.revision.ManifestsAtCommit;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a service takes its manifests from, which change while it runs. */
public final class ManifestFeedOptions {

  @Mixin private ManifestOptions local;

  @Option(
      names = "--manifest-repo",
      paramLabel = "URL",
      description =
          "git repository with the manifests, instead of files on this machine (default:"
              + " $CIP_AUDIT_MANIFEST_REPO_URL)")
  private String repository;

  @Option(
      names = "--branch",
      paramLabel = "NAME",
      description =
          "the branch to follow there (default: $CIP_AUDIT_MANIFEST_REPO_BRANCH, else main)")
  private String branch;

  @Option(
      names = "--manifest-dir",
      paramLabel = "PATH",
      description =
          "the thin manifest directory in that repository (default:"
              + " $CIP_AUDIT_MANIFEST_REPO_MANIFEST_DIR, else its root)")
  private String directory;

  /**
   * The manifests, opened; local ones are read, and what is wrong in them is a problem of usage.
   */
  public Optional<ManifestFeed> open(
      ProcessContext context, Network network, Resources resources, UsageProblems problems)
      throws IOException {
    if (local.given()) {
      return Optional.of(watched(problems));
    }
    return location(context, problems)
        .map(where -> followed(resources.own(new FollowedBranch(where, local.loader(), network))));
  }

  private ManifestFeed watched(UsageProblems problems) throws IOException {
    if (repository != null || branch != null || directory != null) {
      problems.add(
          "--manifest-repo, --branch, --manifest-dir: not together with files on this machine");
    }
    WatchedManifests files = new WatchedManifests(local.loader(), local.sources());
    ImmutableList<String> wrong = files.read().problems();
    if (!wrong.isEmpty() && !local.skipInvalid()) {
      problems.addAll(wrong);
      problems.add("--skip-invalid goes on with the valid entries");
    }
    return files;
  }

  private static ManifestFeed followed(FollowedBranch branch) {
    return () -> {
      ManifestsAtCommit read = branch.read();
      return new ManifestFeed.Version(
          read.loaded().desired(), read.problems(), Optional.of(read.commit()));
    };
  }

  private Optional<BranchLocation> location(ProcessContext context, UsageProblems problems) {
    Variables variables = new Variables(context.environment());
    Optional<String> url = variables.orElse(repository, "CIP_AUDIT_MANIFEST_REPO_URL");
    if (url.isEmpty()) {
      problems.add("give --manifest-repo=URL, --thin-manifest-dir=DIR or --manifest=FILE");
      return Optional.empty();
    }
    String name = variables.orElse(branch, "CIP_AUDIT_MANIFEST_REPO_BRANCH").orElse("main");
    return Optional.ofNullable(
        problems.check(
            "--manifest-repo, --branch, --manifest-dir",
            () -> BranchLocation.parse(url.get(), name, directoryIn(context)),
            null));
  }

  private String directoryIn(ProcessContext context) {
    return new Variables(context.environment())
        .orElse(directory, "CIP_AUDIT_MANIFEST_REPO_MANIFEST_DIR")
        .orElse("");
  }

  public boolean skipInvalid() {
    return local.skipInvalid();
  }

  /** How another command on this machine, or in a checkout of the repository, finds the same. */
  public ImmutableList<String> words(ProcessContext context) {
    ManifestSources sources = local.sources();
    Stream<String> words =
        local.given()
            ? Stream.concat(
                sources.thinManifestDirs().stream().map(dir -> "--thin-manifest-dir=" + dir),
                sources.singleManifests().stream().map(file -> "--manifest=" + file))
            : Stream.of(directoryIn(context))
                .map(dir -> "--thin-manifest-dir=" + (dir.isEmpty() ? "." : dir));
    return words.collect(ImmutableList.toImmutableList());
  }
}
