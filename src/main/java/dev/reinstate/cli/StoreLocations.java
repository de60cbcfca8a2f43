package dev.reinstate.cli;

import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the store that a location names. */
final class StoreLocations {

  private StoreLocations() {}

  /** Says what is wrong with a location, without touching it. */
  static void check(String location, UsageProblems problems) {
    if (location.contains("://")) {
      problems.add("--snapshot: '" + location + "' is no directory");
    }
    problems.check("--snapshot", () -> Path.of(location), null);
  }

  static SnapshotStore open(String location) throws IOException {
    return new DirectoryStore(Path.of(location));
  }
}
