package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out that everything is in place: each destination repository is listed. */
final class ListWorkload implements Workload {

  private static final int CONCURRENCY = 100;

  @Override
  public String toString() {
    return "list";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImmutableList<Path> directories = Manifests.prepare(setting);
    DesiredState desired = Universe.load(directories);
    List<String> options = new ArrayList<>();
    options.add("--bearer");
    directories.forEach(directory -> options.add("--universe=" + directory));
    RegistryProcess registry =
        setting.place(EmbeddedRegistryProcess.start(options.toArray(String[]::new)));
    // Without latency nobody lists so much.
    Distance distance =
        setting.distance() == Distance.LOOPBACK ? Distance.LATENCY : setting.distance();
    distance.apply(setting, ImmutableList.of(registry));
    int repositories = desired.repositories().size();
    ListContenders contenders = new ListContenders(setting, directories, desired, CONCURRENCY);
    double limit = repositories * distance.latency(setting).toMillis() / 1e3 / CONCURRENCY;
    return new StagedScene(
        "dry run over %,d repositories in place, %,d images; embedded registry%s, tokens; %s"
            .formatted(
                repositories,
                Universe.images(desired),
                distance.text(setting),
                "%.2f s is the latency of one request each, %d at once"
                    .formatted(limit, CONCURRENCY)),
        ImmutableList.of(registry),
        contenders.all(),
        standings -> targets(standings, distance, repositories, limit));
  }

  private static ImmutableList<Target> targets(
      Standings standings, Distance distance, int repositories, double limit) {
    return ImmutableList.<Target>builder()
        .addAll(standings.faster(distance.isTls() ? 4 : 5, ListContenders.PROMOTER))
        .addAll(
            distance.isTls() ? standings.cheaper(1.2, ListContenders.PROMOTER) : ImmutableList.of())
        .addAll(standings.faster(30, ListContenders.GCRANE))
        .addAll(
            standings.ofReinstate(
                reinstate ->
                    ImmutableList.of(
                        Target.atMost(
                            1.01,
                            "requests a repository",
                            (double) reinstate.totalTraffic().total() / repositories),
                        Target.atMost(
                            1.5,
                            "times latency ÷ concurrency plus start to first request",
                            reinstate.wall().median() / (limit + startUp(reinstate))))))
        .build();
  }

  private static double startUp(Standing reinstate) {
    return reinstate.inside().map(Spread::median).orElse(0.0);
  }
}
