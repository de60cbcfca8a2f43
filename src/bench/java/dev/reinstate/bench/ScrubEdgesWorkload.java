package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The whole universe in today's regions, for the memory of the process and its requests. */
final class ScrubEdgesWorkload implements Workload {

  private static final int MOST_MIB = 512;

  @Override
  public String toString() {
    return "scrub-edges";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    int regions = setting.size().of(setting.regions(), 1);
    ImmutableList<Path> directories = Manifests.prepare(setting, Regions.ofToday(regions));
    StandInUniverse universe = StandInUniverse.replace(directories);
    DesiredState desired = Universe.load(directories);
    long images = Universe.images(desired);
    RegistryProcess registry = setting.place(new StandInRegistry(universe));
    setting.distance().apply(setting, ImmutableList.of(registry));
    Command scrub =
        setting
            .reinstate()
            .with(
                Stream.of(
                        Stream.of("scrub"),
                        directories.stream().map(each -> "--thin-manifest-dir=" + each),
                        Universe.rewrites(desired, registry.hosts().getFirst()).stream())
                    .flatMap(words -> words)
                    .collect(ImmutableList.toImmutableList()));
    return new StagedScene(
        "%,d images of %d regions, %,d edges; all whole, a stand-in for the registries%s"
            .formatted(images, regions, Universe.edges(desired), setting.distance().text(setting)),
        Scene.FIRST_REQUEST,
        1,
        ImmutableList.of(registry),
        ImmutableList.of(
            new Contender(
                "reinstate scrub",
                setting.reinstate(),
                registries -> scrub,
                (run, registries) -> ScrubContenders.requireWhole(run, images))),
        standings ->
            standings.ofReinstate(
                run ->
                    ImmutableList.of(
                        Target.atMost(
                            MOST_MIB, "MiB peak of the whole process", run.peakMib().median()))));
  }
}
