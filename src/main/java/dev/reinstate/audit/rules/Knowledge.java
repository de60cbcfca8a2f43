package dev.reinstate.audit.rules;

import dev.reinstate.concurrent.FanOut;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.AgreedState;
import java.time.InstantSource;

/** What the process has learned so far, and how it learns more. */
public final class Knowledge {

  /** Both of Kubernetes' manifest directories list 40,728 digests. */
  private static final int MOST_REFERENCES = 500_000;

  private final ReadKinship read = new ReadKinship(MOST_REFERENCES);
  private final IndexReading reading;
  private final Subjects subjects;
  private final Journal journal;
  private volatile AgreedLineage latest = new AgreedLineage(AgreedState.EMPTY, new Lineage(read));

  public Knowledge(ImageReader images, Journal journal, FanOut fanOut, InstantSource clock) {
    ManifestFinder finder = new ManifestFinder(images, clock);
    this.reading = new IndexReading(finder, read, fanOut);
    this.subjects = new Subjects(finder, images);
    this.journal = journal;
  }

  /** Worked out once for each snapshot. */
  @SuppressWarnings(
      "ReferenceEquality") // the same snapshot is the same instance; comparing is slow
  Lineage lineage(AgreedState agreed) {
    AgreedLineage current = latest;
    if (current.agreed() != agreed) {
      current = new AgreedLineage(agreed, new Lineage(AgreedKinship.of(agreed), read));
      latest = current;
    }
    return current.lineage();
  }

  IndexReading reading() {
    return reading;
  }

  Subjects subjects() {
    return subjects;
  }

  Journal journal() {
    return journal;
  }

  private record AgreedLineage(AgreedState agreed, Lineage lineage) {}
}
