package dev.reinstate.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The files of a snapshot store in a directory, which tests damage. */
record StoredFiles(Path store) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Roots, the oldest first. */
  List<Path> roots() throws IOException {
    return list("snapshots");
  }

  /** Everything that is kept by its digest, but for repaired copies. */
  List<Path> blobs() throws IOException {
    return list("blobs/sha256");
  }

  Path blob(String digest) {
    return store.resolve("blobs/sha256").resolve(digest.substring(digest.indexOf(':') + 1));
  }

  /** The file with what the newest snapshot says of a repository. */
  Path index(Repository repository) throws IOException {
    for (Map.Entry<String, JsonNode> tree : trees()) {
      RegistryPrefix prefix = RegistryPrefix.parse(tree.getKey());
      if (prefix.contains(repository)) {
        JsonNode index =
            JSON.readTree(blob(tree.getValue().get("digest").asText()).toFile())
                .get("repositories")
                .get(prefix.nameOf(repository));
        if (index != null) {
          return blob(index.get("digest").asText());
        }
      }
    }
    throw new IllegalArgumentException("no snapshot of " + repository);
  }

  /** The file of the newest snapshot's tree of a destination. */
  Path tree(String prefix) throws IOException {
    return trees().stream()
        .filter(tree -> tree.getKey().equals(prefix))
        .map(tree -> blob(tree.getValue().get("digest").asText()))
        .findFirst()
        .orElseThrow();
  }

  private List<Map.Entry<String, JsonNode>> trees() throws IOException {
    return List.copyOf(JSON.readTree(roots().getLast().toFile()).get("trees").properties());
  }

  void damage(Repository repository) throws IOException {
    replace(index(repository), "{}");
  }

  /** Files of a store are read-only. */
  static void replace(Path file, String content) throws IOException {
    Files.delete(file);
    Files.writeString(file, content);
  }

  /** Damages some of what is kept by its digest: it is gone, cut, empty or rotten. */
  List<Path> strike(Random random) throws IOException {
    List<Path> struck = new ArrayList<>(blobs());
    Collections.shuffle(struck, random);
    List<Path> some = struck.subList(0, 1 + random.nextInt(4));
    for (Path file : some) {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      switch (random.nextInt(4)) {
        case 0 -> Files.createFile(file);
        case 1 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        case 2 -> {
          bytes[random.nextInt(bytes.length)] ^= 1;
          Files.write(file, bytes);
        }
        default -> {}
      }
    }
    return some;
  }

  private List<Path> list(String folder) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(folder))) {
      return files.sorted().toList();
    }
  }
}
