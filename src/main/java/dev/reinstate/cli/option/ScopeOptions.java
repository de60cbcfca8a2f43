package dev.reinstate.cli.option;

import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which destination repositories a command is about. */
public final class ScopeOptions {

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "only destination repositories whose host/path matches; repeatable")
  private List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "not these, even when included; repeatable")
  private List<String> exclude = List.of();

  public Predicate<Repository> scope(UsageProblems problems) {
    List<String> included = include.isEmpty() ? List.of("**") : include;
    RepositoryGlobs none = new RepositoryGlobs(List.of());
    RepositoryGlobs in = problems.check("--include", () -> new RepositoryGlobs(included), none);
    RepositoryGlobs out = problems.check("--exclude", () -> new RepositoryGlobs(exclude), none);
    return repository -> in.test(repository.toString()) && !out.test(repository.toString());
  }
}
