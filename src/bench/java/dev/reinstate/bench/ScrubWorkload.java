package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** Proves images of one registry whole: many small ones, or few large ones by their bytes. */
enum ScrubWorkload implements Workload {
  IMAGES("scrub"),
  BYTES("scrub-bytes");

  private static final String PATH = "prod";
  private static final String REGISTRY = "registry";
  private static final double MOST_TIMES_SHA256SUM = 1.3;

  private final String name;

  ScrubWorkload(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImageSet images =
        this == IMAGES
            ? new ImageSet(setting.size().of(200, 4), 5, 16 << 10)
            : new ImageSet(setting.size().of(40, 2), 1, setting.size().of(50 << 20, 64 << 10));
    Distance distance = setting.distance();
    Registries kind =
        this == IMAGES
            ? distance.kind(setting.peers())
            : Registries.dockerOrEmbedded(setting.peers());
    RegistryProcess registry = kind.start(setting, REGISTRY);
    ScrubContenders ways =
        new ScrubContenders(setting, images.push(setting, registry.hosts().getFirst(), PATH), PATH);
    ImmutableList<Contender> contenders =
        this == IMAGES
            ? ImmutableList.of(
                ways.reinstate(),
                ways.reinstateByBytes(),
                ways.crane(ScrubContenders.CRANE, 1),
                ways.crane(ScrubContenders.CRANE_AT_ONCE, 20),
                ways.crane("crane validate --fast, 20 at once", 20, "--fast"))
            : ImmutableList.of(
                ways.reinstateByBytes(),
                ways.sha256sum(setting.directory().resolve(REGISTRY)),
                ways.crane(ScrubContenders.CRANE, 1));
    distance.apply(setting, ImmutableList.of(registry));
    return new StagedScene(
        images + ", all whole; one host, " + kind + distance.text(setting),
        ImmutableList.of(registry),
        contenders,
        standings -> targets(images, standings));
  }

  private ImmutableList<Target> targets(ImageSet images, Standings standings) {
    int objects = images.images() * (images.layers() + 2);
    return ImmutableList.<Target>builder()
        .addAll(
            standings.ofReinstate(
                reinstate ->
                    ImmutableList.of(
                        Target.atMost(
                            1,
                            "requests for each manifest, config and layer",
                            (double) reinstate.totalTraffic().total() / objects))))
        .addAll(
            standings.against(
                ScrubContenders.SHA256SUM,
                other ->
                    Target.atMost(
                        MOST_TIMES_SHA256SUM,
                        "times the time of sha256sum",
                        standings.reinstate().wall().ratioTo(other.wall()))))
        .build();
  }
}
