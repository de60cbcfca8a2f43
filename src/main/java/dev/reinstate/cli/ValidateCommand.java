package dev.reinstate.cli;

import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.manifest.ManifestCounts;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks the manifests, offline. */
@Command(
    name = "validate",
    description = "Check the manifests; no network.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private ManifestOptions manifests;

  ValidateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException {
    UsageProblems problems = new UsageProblems();
    LoadedManifests loaded = manifests.load(problems);
    print(loaded.counts());
    problems.throwIfAny();
    loaded.problems().forEach(surroundings.err()::println);
    return (loaded.problems().isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL).value();
  }

  private void print(ManifestCounts counts) {
    surroundings
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
