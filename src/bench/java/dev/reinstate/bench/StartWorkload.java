package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** How long it takes from the start of the process to its first request. */
final class StartWorkload implements Workload {

  private static final String SOURCE = "staging";

  @Override
  public String toString() {
    return "start";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    RegistryProcess registry = Registries.EMBEDDED.start(setting, "registry");
    String host = registry.hosts().getFirst();
    ImmutableList<PlacedImage> placed = new ImageSet(1, 1, 1 << 10).push(setting, host, SOURCE);
    registry.mark();
    setting.distance().apply(setting, ImmutableList.of(registry));
    Promotion inPlace = new Promotion(placed, SOURCE, SOURCE);
    return new StagedScene(
        "dry run over one repository in place, embedded registry"
            + setting.distance().text(setting),
        ImmutableList.of(registry),
        ImmutableList.of(reinstate(setting, inPlace), crane(setting, placed)),
        standings ->
            standings.ofReinstate(
                reinstate ->
                    reinstate.inside().stream()
                        .map(first -> Target.atMost(0.35, "s to first request", first.median()))
                        .collect(ImmutableList.toImmutableList())));
  }

  private static Contender reinstate(Setting setting, Promotion inPlace) {
    return new Contender(
        "reinstate",
        setting.reinstate(),
        registries ->
            setting
                .reinstate()
                .with(
                    "reconcile",
                    "--manifest="
                        + inPlace.manifest(
                            setting.directory().resolve("manifest.yaml"),
                            "staging.example",
                            ImmutableList.of("prod.example")),
                    "--rewrite=prod.example=" + registries.source()),
        ListContenders::isInPlace);
  }

  private static Contender crane(Setting setting, ImmutableList<PlacedImage> placed) {
    Program crane = setting.peers().find("crane");
    PlacedImage image = placed.getFirst();
    return new Contender(
        "crane digest",
        crane,
        registries ->
            crane.with(
                "digest",
                "%s/%s/%s:%s".formatted(registries.source(), SOURCE, image.name(), image.tag())),
        (run, registries) -> {
          if (!run.lastLine().equals(image.digest().toString())) {
            throw new WrongResultException(run.complaint());
          }
        });
  }
}
