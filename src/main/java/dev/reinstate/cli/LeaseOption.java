package dev.reinstate.cli;

import dev.reinstate.apply.FencedImageWriter;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.Lease;
import dev.reinstate.apply.LeaseHeldException;
import dev.reinstate.apply.LeaseStore;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.storage.LeaseStores;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Keeps two confirmed runs apart. */
final class LeaseOption {

  @Option(
      names = "--lease",
      paramLabel = "URI",
      description =
          "gs://bucket/object or a file: a confirmed run holds it, and a second one exits 5; each"
              + " shard has its own beside it")
  private String location;

  /** Where the lease is kept, if the user named a place. */
  Optional<LeaseStore> open(Optional<Shard> shard, UsageProblems problems) {
    if (location == null) {
      return Optional.empty();
    }
    String mine =
        shard
            .map(part -> "%s.shard-%d-of-%d".formatted(location, part.index(), part.count()))
            .orElse(location);
    return Optional.ofNullable(problems.check("--lease", () -> LeaseStores.open(mine), null));
  }

  /**
   * The writer, which from now on writes only while the lease is held; given back with the
   * resources.
   */
  static ImageWriter fence(
      ImageWriter writer,
      Optional<LeaseStore> store,
      Surroundings surroundings,
      Resources resources)
      throws IOException, LeaseHeldException {
    if (store.isEmpty()) {
      return writer;
    }
    Lease lease =
        resources.own(
            Lease.acquire(store.get(), holder(surroundings.environment()), surroundings.clock()));
    return new FencedImageWriter(writer, lease);
  }

  /** Prow's name for the run, or whose process it is. */
  private static String holder(Map<String, String> environment) {
    String job = environment.get("JOB_NAME");
    return job == null
        ? "%s@%s, process %d"
            .formatted(
                environment.getOrDefault("USER", "somebody"),
                environment.getOrDefault("HOSTNAME", "this machine"),
                ProcessHandle.current().pid())
        : job + ", build " + environment.getOrDefault("BUILD_ID", "unknown");
  }
}
