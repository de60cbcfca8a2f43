package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** One image goes from one registry to many. */
final class FanOutWorkload implements Workload {

  private static final String SOURCE = "staging";
  private static final String DESTINATION = "prod";

  @Override
  public String toString() {
    return "fanout";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    int destinations = setting.size().of(Regions.most(), 2);
    ImageSet set = new ImageSet(1, 3, setting.size().of(16 << 20, 16 << 10));
    Registries kind = Registries.dockerOrEmbedded(setting.peers());
    ImmutableList.Builder<RegistryProcess> registries = ImmutableList.builder();
    RegistryProcess source = kind.start(setting, "source");
    registries.add(source);
    for (int i = 0; i < destinations; i++) {
      RegistryProcess destination = kind.start(setting, "destination-" + i);
      destination.mark();
      registries.add(destination);
    }
    ImmutableList<PlacedImage> placed = set.push(setting, source.hosts().getFirst(), SOURCE);
    Distance distance = setting.distance();
    distance.apply(setting, registries.build());
    return new StagedScene(
        "%s from one %s to %d others%s".formatted(set, kind, destinations, distance.text(setting)),
        registries.build(),
        new CopyContenders(setting, new Promotion(placed, SOURCE, DESTINATION)).fanningOut(),
        standings -> targets(standings, set));
  }

  private static ImmutableList<Target> targets(Standings standings, ImageSet set) {
    return ImmutableList.<Target>builder()
        .addAll(
            standings.ofReinstate(
                reinstate ->
                    ImmutableList.of(
                        Target.atMost(
                            1.01,
                            "times the image's bytes from the source",
                            (double) reinstate.traffic().getFirst().sent() / set.bytes()))))
        .addAll(standings.faster(3, CopyContenders.CRANE))
        .addAll(standings.faster(3, CopyContenders.CRANE_AT_ONCE))
        .build();
  }
}
