package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/**
 * Deleted images come back within one host. Their blobs are still there, or are to be mounted from
 * where the images were promoted from.
 */
enum SameHostWorkload implements Workload {
  DELETED("deleted", Blobs.STILL_THERE),
  MOUNTED("samehost", Blobs.ELSEWHERE);

  private static final String SOURCE = "staging";
  private static final String DESTINATION = "prod";

  private final String name;
  private final Blobs blobs;

  SameHostWorkload(String name, Blobs blobs) {
    this.name = name;
    this.blobs = blobs;
  }

  private enum Blobs {
    STILL_THERE("blobs still there"),
    ELSEWHERE("blobs elsewhere on the host");

    private final String text;

    Blobs(String text) {
      this.text = text;
    }
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
    ImmutableList<PlacedImage> placed = images.push(setting, host, SOURCE);
    if (blobs == Blobs.STILL_THERE) {
      images.pushBlobs(setting, host, DESTINATION);
    }
    registry.mark();
    Distance distance = setting.distance();
    distance.apply(setting, ImmutableList.of(registry));
    return new StagedScene(
        "%s deleted, %s; one host, %s%s"
            .formatted(images, blobs.text, Registries.EMBEDDED, distance.text(setting)),
        ImmutableList.of(registry),
        new CopyContenders(setting, new Promotion(placed, SOURCE, DESTINATION)).all(),
        standings -> targets(images, distance, standings));
  }

  private ImmutableList<Target> targets(ImageSet images, Distance distance, Standings standings) {
    double times = blobs == Blobs.STILL_THERE ? 3 : 1.7;
    return ImmutableList.<Target>builder()
        .addAll(standings.ofReinstate(reinstate -> requests(images, reinstate)))
        .addAll(standings.faster(times, CopyContenders.GCRANE))
        .addAll(
            distance.isTls()
                ? ImmutableList.of()
                : standings.faster(times, CopyContenders.GCRANE_RECURSIVE))
        .build();
  }

  /** Lists are of repositories, not of images, and so are looks at those that are unknown. */
  private ImmutableList<Target> requests(ImageSet images, Standing reinstate) {
    Traffic traffic = reinstate.totalTraffic();
    int looks = blobs == Blobs.STILL_THERE ? 0 : images.repositories();
    return ImmutableList.of(
        Target.atMost(
            blobs == Blobs.STILL_THERE ? 2 : images.layers() + 4.0,
            "requests an image, besides those for its repository",
            (double) (traffic.total() - traffic.lists() - looks) / images.images()),
        // Destination and source before, the destination after.
        Target.atMost(3, "lists a repository", (double) traffic.lists() / images.repositories()));
  }
}
