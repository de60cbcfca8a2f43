package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The largest of the thin manifests, as one file: what the promoter reads without a network. */
record PlainManifest(Path file, long images) {

  static PlainManifest write(Collection<Path> directories, Path file) throws IOException {
    ImmutableList.Builder<Path> all = ImmutableList.builder();
    for (Path directory : directories) {
      try (Stream<Path> found = Files.walk(directory.resolve("images"))) {
        all.addAll(found.filter(Files::isRegularFile).toList());
      }
    }
    Path images =
        all.build().stream().max(Comparator.comparingLong(PlainManifest::size)).orElseThrow();
    Path registries =
        images
            .resolve("../../../manifests")
            .resolve(images.getParent().getFileName())
            .resolve("promoter-manifest.yaml")
            .normalize();
    List<String> list = Files.readAllLines(images);
    Files.write(file, Files.readAllLines(registries));
    Files.writeString(file, "images:\n", StandardOpenOption.APPEND);
    Files.write(file, list, StandardOpenOption.APPEND);
    return new PlainManifest(file, list.stream().filter(line -> line.contains("sha256:")).count());
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
