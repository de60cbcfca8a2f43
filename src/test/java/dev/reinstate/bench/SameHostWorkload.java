package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/**
 * Deleted images come back within one host. Their blobs are still there, or are to be mounted from
 * where the images were promoted from.
 */
enum SameHostWorkload implements Workload {
  DELETED("deleted", "blobs still there"),
  MOUNTED("samehost", "blobs elsewhere on the host");

  private static final String SOURCE = "staging";
  private static final String DESTINATION = "prod";

  private final String name;
  private final String blobs;

  SameHostWorkload(String name, String blobs) {
    this.name = name;
    this.blobs = blobs;
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImageSet images = new ImageSet(setting.size().of(200, 4), 5, 16 << 10);
    RegistryProcess registry = Registries.EMBEDDED.start(setting, "registry");
    String host = registry.hosts().getFirst();
    ImmutableList<PlacedImage> placed = images.push(host, SOURCE);
    if (this == DELETED) {
      images.pushBlobs(host, DESTINATION);
    }
    registry.mark();
    return new StagedScene(
        images + " deleted, " + blobs + "; one host, " + Registries.EMBEDDED,
        ImmutableList.of(registry),
        new CopyContenders(setting, new Promotion(placed, SOURCE, DESTINATION)).all(),
        standings -> targets(images, standings));
  }

  private ImmutableList<Target> targets(ImageSet images, Standings standings) {
    return ImmutableList.<Target>builder()
        .addAll(standings.ofReinstate(reinstate -> requests(images, reinstate)))
        .addAll(standings.faster(this == DELETED ? 3 : 1.7, CopyContenders.GCRANE))
        .addAll(standings.faster(this == DELETED ? 3 : 1.7, CopyContenders.GCRANE_RECURSIVE))
        .build();
  }

  /** Lists are of repositories, not of images. */
  private ImmutableList<Target> requests(ImageSet images, Standing reinstate) {
    Traffic traffic = reinstate.totalTraffic();
    return ImmutableList.of(
        Target.atMost(
            this == DELETED ? 2 : images.layers() + 5.0,
            "requests an image, besides lists",
            (double) (traffic.total() - traffic.lists()) / images.images()),
        // Destination and source before, the destination after.
        Target.atMost(3, "lists a repository", (double) traffic.lists() / images.repositories()));
  }
}
