package dev.reinstate.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.history.SnapshotList;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stores as versions wrote them that named the next snapshot by the clock alone. */
final class OldVersion {

  private OldVersion() {}

  /** Makes all snapshots of a store an old version's: no successors, no number of ancestors. */
  static void rewrite(Path directory) throws IOException {
    Path snapshots = directory.resolve("snapshots");
    List<ListedSnapshot> inOrder =
        new SnapshotList(new DirectoryStore(directory), new FanOut(2)).list();
    for (int i = 0; i < inOrder.size(); i++) {
      Path file = snapshots.resolve(inOrder.get(i).name() + ".json");
      String before = Files.readString(file);
      String after = before.replaceFirst("\"ancestors\":\\d+,", "");
      replace(file, after);
      for (ListedSnapshot later : inOrder.subList(i + 1, inOrder.size())) {
        Path next = snapshots.resolve(later.name() + ".json");
        replace(
            next,
            Files.readString(next).replace(inOrder.get(i).digest().toString(), digest(after)));
      }
    }
    Path successors = directory.resolve("successors");
    try (var files = Files.newDirectoryStream(successors)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(successors);
  }

  private static String digest(String root) {
    return Digests.of(root.getBytes(UTF_8)).toString();
  }

  private static void replace(Path file, String content) throws IOException {
    Files.delete(file);
    Files.writeString(file, content);
  }
}
