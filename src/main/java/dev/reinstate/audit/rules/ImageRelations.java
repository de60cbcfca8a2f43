package dev.reinstate.audit.rules;

import dev.reinstate.concurrent.FanOut;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.MergeBase;
import java.time.InstantSource;

/** What the process has learned so far, and how it learns more. */
public final class ImageRelations {

  /** Both of Kubernetes' manifest directories list 40,728 digests. */
  private static final int MOST_REFERENCES = 500_000;

  private final FetchedIndexMembership read = new FetchedIndexMembership(MOST_REFERENCES);
  private final IndexReading reading;
  private final ReferrerSubjects subjects;
  private final CachedJournal journal;
  private volatile AgreedLineage latest =
      new AgreedLineage(MergeBase.EMPTY, new IndexAncestry(read));

  public ImageRelations(
      ImageReader images, CachedJournal journal, FanOut fanOut, InstantSource clock) {
    ManifestFinder finder = new ManifestFinder(images, clock);
    this.reading = new IndexReading(finder, read, fanOut);
    this.subjects = new ReferrerSubjects(finder, images);
    this.journal = journal;
  }

  /** Worked out once for each snapshot. */
  @SuppressWarnings(
      "ReferenceEquality") // the same snapshot is the same instance; comparing is slow
  IndexAncestry ancestry(MergeBase agreed) {
    AgreedLineage current = latest;
    if (current.agreed() != agreed) {
      current =
          new AgreedLineage(agreed, new IndexAncestry(SnapshotIndexMembership.of(agreed), read));
      latest = current;
    }
    return current.ancestry();
  }

  IndexReading reading() {
    return reading;
  }

  ReferrerSubjects subjects() {
    return subjects;
  }

  CachedJournal journal() {
    return journal;
  }

  private record AgreedLineage(MergeBase agreed, IndexAncestry ancestry) {}
}
