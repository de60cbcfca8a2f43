package dev.reinstate.cli;

import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.LoadedManifests;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.snapshot.SnapshotRequest;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.SnapshotTake;
import dev.reinstate.snapshot.SnapshotTaken;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a snapshot. */
@Command(
    name = "take",
    description = "Record what manifests and registries agree on, and keep a copy of every image.",
    mixinStandardHelpOptions = true)
final class SnapshotTakeCommand implements Callable<Integer> {

  private static final int AT_ONCE = 256;

  private final Surroundings surroundings;

  @Mixin private ManifestOptions manifests;
  @Mixin private ScopeOptions scope;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--snapshot",
      paramLabel = "URI",
      required = true,
      description = "the snapshot store: a directory")
  private String location;

  @Option(
      names = "--forget",
      paramLabel = "GLOB",
      description =
          "let go of what matches host/path, host/path:tag or host/path@digest, no registry has"
              + " and no manifest wants; repeatable")
  private List<String> forget = List.of();

  SnapshotTakeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    UsageProblems problems = new UsageProblems();
    LoadedManifests loaded = manifests.load(problems);
    Predicate<Repository> inScope = scope.scope(problems);
    RegistrySettings settings = registry.settings(surroundings, problems);
    StoreLocations.check(location, problems);
    RepositoryGlobs forgotten =
        problems.check(
            "--forget", () -> new RepositoryGlobs(forget), new RepositoryGlobs(List.of()));
    problems.throwIfAny();

    try (SnapshotStore store = StoreLocations.open(location);
        RegistryClient client = RegistryClient.open(settings)) {
      SnapshotTake take =
          new SnapshotTake(
              store, client.reader(), client.images(), new FanOut(AT_ONCE), surroundings.clock());
      SnapshotTaken taken = take.take(new SnapshotRequest(loaded.desired(), inScope, forgotten));
      print(taken);
      loaded.problems().forEach(problem -> surroundings.err().println("skipped " + problem));
      boolean complete = taken.root().complete() && loaded.problems().isEmpty();
      return (complete ? ExitCode.DONE : ExitCode.PARTIAL).value();
    }
  }

  private void print(SnapshotTaken taken) {
    SnapshotRoot root = taken.root();
    PrintStream out = surroundings.out();
    out.printf(
        "Snapshot %s: %,d repositories, %,d images, %,d tags, %,d bytes of which %,d are new%n",
        taken.name(),
        root.counts().repositories(),
        root.counts().images(),
        root.counts().tags(),
        root.counts().bytes(),
        root.counts().newBytes());
    root.unreadable()
        .forEach((repository, why) -> out.println("! unreadable " + repository + ": " + why));
    root.broken().forEach(image -> out.println("! broken " + image));
    root.disputed().forEach(tag -> out.println("· disputed " + tag));
  }
}
