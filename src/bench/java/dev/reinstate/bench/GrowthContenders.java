package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Each kind of work over a universe. Snapshots of each size go to a store of their own, so that the
 * first one of each copies all images.
 *
 * @param stored the numbers of regions of which snapshots are taken
 * @param edges of the universes that were loaded so far, by the number of regions
 */
record GrowthContenders(
    Setting setting,
    UniverseProcess universe,
    ImmutableSet<Integer> stored,
    ConcurrentMap<Integer, Long> edges) {

  private static final Pattern EDGES = Pattern.compile(", (?<edges>[\\d,]+) promotion edges$");

  /** What the model lacks instead of waiting is not to be waited for here. */
  private static final String UNPACED = "1000000";

  ImmutableList<Contender> over(int regions) {
    ImmutableList.Builder<Contender> all = ImmutableList.builder();
    all.add(
        contender(GrowthStep.LOAD, regions, this::load, new Loaded(regions)),
        contender(GrowthStep.DRY_RUN, regions, this::dryRun, ListContenders::isInPlace));
    if (stored.contains(regions)) {
      all.add(
          contender(GrowthStep.FIRST_TAKE, regions, this::take, GrowthContenders::succeeds),
          contender(GrowthStep.TAKE, regions, this::take, GrowthContenders::addsNothing),
          contender(GrowthStep.VERIFY, regions, this::verify, GrowthContenders::succeeds));
    }
    all.add(
        contender(GrowthStep.SCRUB, regions, this::scrub, GrowthContenders::succeeds),
        contender(GrowthStep.DAMAGED, regions, this::damagedRun, GrowthContenders::succeeds),
        contender(GrowthStep.REPORT, regions, this::report, GrowthContenders::succeeds));
    return all.build();
  }

  private interface Work {
    /**
     * The words of a command.
     *
     * @param options the file of those that lead to the universe
     */
    ImmutableList<String> over(int regions, String options) throws IOException;
  }

  private Contender contender(GrowthStep step, int regions, Work work, Contender.Check check) {
    return new Contender(
        step.over(regions),
        setting.reinstate(),
        registries -> setting.reinstate().with(work.over(regions, "@" + universe.options(regions))),
        check);
  }

  private ImmutableList<String> load(int regions, String options) {
    return ImmutableList.of("validate", "--thin-manifest-dir=" + universe.manifests(regions));
  }

  private ImmutableList<String> dryRun(int regions, String options) {
    return unpaced("reconcile", options);
  }

  private ImmutableList<String> take(int regions, String options) {
    return unpaced("snapshot", "take", options, "--snapshot=" + store(regions));
  }

  private ImmutableList<String> verify(int regions, String options) {
    return ImmutableList.of("snapshot", "verify", "--snapshot=" + store(regions));
  }

  private ImmutableList<String> scrub(int regions, String options) {
    return unpaced("scrub", options, "--requests=" + GrowthStep.SCRUBBED * regions);
  }

  private ImmutableList<String> damagedRun(int regions, String options) throws IOException {
    universe.strike("gone");
    return unpaced("reconcile", options, "--artifacts=" + artifacts(regions, "run"));
  }

  private ImmutableList<String> report(int regions, String options) {
    return ImmutableList.of(
        "report",
        "merge",
        artifacts(regions, "run").resolve("result.json").toString(),
        "--artifacts=" + artifacts(regions, "merged"));
  }

  private static ImmutableList<String> unpaced(String... words) {
    return ImmutableList.<String>builder()
        .add(words)
        .add("--rate=" + UNPACED, "--total-rate=" + UNPACED)
        .build();
  }

  private Path store(int regions) {
    return setting.directory().resolve("store-" + regions);
  }

  private Path artifacts(int regions, String kind) {
    return setting.directory().resolve(kind + "-" + regions);
  }

  /** Learns how large the universe is. */
  private final class Loaded implements Contender.Check {

    private final int regions;

    Loaded(int regions) {
      this.regions = regions;
    }

    @Override
    public void examine(Finished run, Addresses registries)
        throws IOException, WrongResultException {
      succeeds(run, registries);
      Matcher counted = EDGES.matcher(run.lastLine());
      if (!counted.find()) {
        throw new WrongResultException("it tells no number of edges: " + run.lastLine());
      }
      edges.put(regions, Long.valueOf(counted.group("edges").replace(",", "")));
    }
  }

  private static void succeeds(Finished run, Addresses registries)
      throws IOException, WrongResultException {
    if (run.exit() != 0) {
      throw new WrongResultException(run.complaint() + "; " + run.lastLine());
    }
  }

  private static void addsNothing(Finished run, Addresses registries)
      throws IOException, WrongResultException {
    succeeds(run, registries);
    if (!run.lastLine().endsWith(" of which 0 are new")) {
      throw new WrongResultException("it found something new: " + run.lastLine());
    }
  }
}
