package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** What a run over a universe needs to know, in files. */
public record UniverseFiles(Path directory) {

  /** The thin manifest directory. */
  public Path manifests() {
    return directory.resolve("manifests");
  }

  /** The options, to be given as {@code @FILE}. */
  public Path options() {
    return directory.resolve("options");
  }

  /**
   * Writes them in the place of those of another universe. The options come first: they say whose
   * the manifests are, even if this ends before all are written.
   *
   * @throws FileAlreadyExistsException when manifests or options are there that no universe wrote
   */
  public void write(Universe universe) throws IOException {
    boolean isOptions = Files.exists(options());
    if (isOptions ? !areOurs() : Files.exists(manifests())) {
      throw new FileAlreadyExistsException(
          (isOptions ? options() : manifests()).toString(),
          null,
          "is not a universe's; name another directory");
    }
    Files.createDirectories(directory);
    writeOptions(universe);
    if (Files.exists(manifests())) {
      MoreFiles.deleteRecursively(manifests(), RecursiveDeleteOption.ALLOW_INSECURE);
    }
    for (Promotion promotion : universe.catalog().promotions()) {
      write(
          "manifests",
          promotion,
          "promoter-manifest.yaml",
          file -> registries(promotion, universe, file));
      write("images", promotion, "images.yaml", file -> images(promotion, universe, file));
    }
  }

  private boolean areOurs() throws IOException {
    try (Stream<String> lines = Files.lines(options(), StandardCharsets.ISO_8859_1)) {
      String first = lines.findFirst().orElse("");
      return first.equals(
          new String(firstLine().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
  }

  private String firstLine() {
    return quoted("--thin-manifest-dir=" + manifests().toAbsolutePath());
  }

  private static String quoted(String option) {
    return '"' + option + '"';
  }

  /** All at once, since half a first line would be nobody's. */
  private void writeOptions(Universe universe) throws IOException {
    ImmutableList.Builder<String> lines = ImmutableList.<String>builder().add(firstLine());
    universe.rewrites().forEach(pair -> lines.add(quoted("--rewrite=" + pair)));
    Path unfinished = Files.createTempFile(directory, "options", ".new");
    Files.write(unfinished, lines.build());
    Files.move(unfinished, options(), StandardCopyOption.REPLACE_EXISTING);
  }

  private interface Content {
    void writeTo(Writer file) throws IOException;
  }

  private void write(String kind, Promotion promotion, String name, Content content)
      throws IOException {
    Path file = manifests().resolve(kind).resolve(promotion.project()).resolve(name);
    Files.createDirectories(file.getParent());
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      content.writeTo(out);
    }
  }

  private static void registries(Promotion promotion, Universe universe, Writer file)
      throws IOException {
    file.write("registries:\n- name: " + promotion.source() + "\n  src: true\n");
    ImmutableList<String> regions =
        promotion.everywhere()
            ? ImmutableList.copyOf(Lists.transform(universe.regions(), Region::name))
            : ImmutableList.of(RegionNames.CANONICAL);
    for (String path : promotion.paths()) {
      for (String region : regions) {
        file.write("- name: " + RegionNames.host(region) + "/" + Catalog.ROOT + path + "\n");
      }
    }
    if (promotion.form() == Promotion.Form.TODAY) {
      file.write("imagesPath: ../../images/" + promotion.project() + "/images.yaml\n");
    }
  }

  private static void images(Promotion promotion, Universe universe, Writer file)
      throws IOException {
    for (Promotion.Name name : promotion.names()) {
      file.write("- name: " + name.name() + "\n  dmap:\n");
      for (Promotion.Wish wish : name.images()) {
        StandIn image = universe.catalog().standIns().of(name.name(), wish.key());
        file.write("    \"" + image.digest() + "\": [");
        file.write(String.join(", ", wish.tags().stream().map(tag -> '"' + tag + '"').toList()));
        file.write("]\n");
      }
    }
  }
}
