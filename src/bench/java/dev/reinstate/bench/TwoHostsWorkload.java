package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** Images whose destination has nothing of them, on another host than their source. */
enum TwoHostsWorkload implements Workload {
  SMALL("twohosts-small", 200, 10, 5, 16 << 10),
  /** For the time past the start; only whole repositories can be copied so often. */
  MANY("twohosts-many", 2_000, 100, 5, 16 << 10),
  LARGE("twohosts-large", 20, 10, 3, 32 << 20);

  private static final String SOURCE = "staging";
  private static final String DESTINATION = "prod";

  private final String name;
  private final int images;
  private final int perRepository;
  private final int layers;
  private final int layerSize;

  TwoHostsWorkload(String name, int images, int perRepository, int layers, int layerSize) {
    this.name = name;
    this.images = images;
    this.perRepository = perRepository;
    this.layers = layers;
    this.layerSize = layerSize;
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImageSet set =
        new ImageSet(
            setting.size().of(images, 2),
            perRepository,
            layers,
            setting.size().of(layerSize, 16 << 10));
    Distance distance = setting.distance();
    Registries kind = kind(setting);
    RegistryProcess source = kind.start(setting, "source");
    RegistryProcess destination = kind.start(setting, "destination");
    ImmutableList<PlacedImage> placed = set.push(setting, source.hosts().getFirst(), SOURCE);
    destination.mark();
    ImmutableList<RegistryProcess> registries = ImmutableList.of(source, destination);
    distance.apply(setting, registries);
    CopyContenders ways = new CopyContenders(setting, new Promotion(placed, SOURCE, DESTINATION));
    return new StagedScene(
        "%s from one %s to another, which is empty%s".formatted(set, kind, distance.text(setting)),
        registries,
        this == MANY ? ways.wholeRepositories() : ways.all(),
        standings -> targets(distance, standings));
  }

  private Registries kind(Setting setting) {
    return switch (this) {
      case SMALL -> setting.distance().kind(setting.peers());
      case MANY -> Registries.goOrEmbedded(setting.peers());
      // An embedded one would keep them in memory.
      case LARGE -> Registries.dockerOrEmbedded(setting.peers());
    };
  }

  private ImmutableList<Target> targets(Distance distance, Standings standings) {
    if (this == MANY) {
      return ahead(standings, CopyContenders.CRANE_REPOSITORIES)
          .addAll(ahead(standings, CopyContenders.REGCTL_REPOSITORIES).build())
          .build();
    }
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    if (!distance.isTls()) {
      targets.addAll(standings.faster(1.4, CopyContenders.GCRANE));
      targets.addAll(standings.cheaper(0.5, CopyContenders.GCRANE));
    } else if (this == SMALL) {
      targets.addAll(standings.faster(1.5, CopyContenders.GCRANE));
    } else {
      targets.addAll(standings.faster(1, CopyContenders.GCRANE));
      targets.addAll(standings.cheaper(0.8, CopyContenders.GCRANE));
    }
    return targets.build();
  }

  private static ImmutableList.Builder<Target> ahead(Standings standings, String contender) {
    return ImmutableList.<Target>builder()
        .addAll(standings.faster(1, contender))
        .addAll(standings.cheaper(1, contender));
  }
}
