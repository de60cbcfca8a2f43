package dev.reinstate.audit.followed;

import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;

/** The newest snapshot. Asked by one thread at a time. */
public interface SnapshotFeed {

  /** There is none, and there will be none. */
  SnapshotFeed NONE = () -> MergeBase.EMPTY;

  /** Its state; the same instance as long as it is the same snapshot. */
  MergeBase read() throws IOException;
}
