package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** Images whose destination has nothing of them, on another host than their source. */
enum TwoHostsWorkload implements Workload {
  SMALL("twohosts-small", 200, 5, 16 << 10, Distance.LOOPBACK),
  SMALL_LATENCY("twohosts-small", 200, 5, 16 << 10, Distance.LATENCY),
  LARGE("twohosts-large", 20, 3, 32 << 20, Distance.LOOPBACK);

  private static final String SOURCE = "staging";
  private static final String DESTINATION = "prod";

  private final String name;
  private final int images;
  private final int layers;
  private final int layerSize;
  private final Distance distance;

  TwoHostsWorkload(String name, int images, int layers, int layerSize, Distance distance) {
    this.name = name;
    this.images = images;
    this.layers = layers;
    this.layerSize = layerSize;
    this.distance = distance;
  }

  @Override
  public String toString() {
    return name + distance.suffix();
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImageSet set =
        new ImageSet(setting.size().of(images, 2), layers, setting.size().of(layerSize, 16 << 10));
    Registries kind = distance.kind(setting.peers());
    RegistryProcess source = kind.start(setting, "source");
    RegistryProcess destination = kind.start(setting, "destination");
    ImmutableList<PlacedImage> placed = set.push(source.hosts().getFirst(), SOURCE);
    destination.mark();
    ImmutableList<RegistryProcess> registries = ImmutableList.of(source, destination);
    distance.apply(setting, registries);
    return new StagedScene(
        "%s from one %s to another, which is empty%s".formatted(set, kind, distance.text(setting)),
        registries,
        new CopyContenders(setting, new Promotion(placed, SOURCE, DESTINATION)).all(),
        standings ->
            ImmutableList.<Target>builder()
                .addAll(standings.faster(1.4, CopyContenders.GCRANE))
                .addAll(standings.against(CopyContenders.GCRANE, other -> cpu(standings, other)))
                .build());
  }

  /** The bytes are the same for both. */
  private static Target cpu(Standings standings, Standing gcrane) {
    return Target.atMost(
        0.5,
        "of the CPU of " + CopyContenders.GCRANE,
        standings.reinstate().cpu().ratioTo(gcrane.cpu()));
  }
}
