package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * Writes them in the place of those of another universe.
   *
   * @throws FileAlreadyExistsException when manifests are there that no universe wrote
   */
  public void write(Universe universe) throws IOException {
    if (Files.exists(manifests())) {
      if (!Files.exists(options())) {
        throw new FileAlreadyExistsException(
            manifests().toString(), null, "is not a universe's; name another directory");
      }
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
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add("--thin-manifest-dir=" + manifests().toAbsolutePath());
    universe.rewrites().forEach(pair -> lines.add("--rewrite=" + pair));
    Files.write(options(), Lists.transform(lines.build(), line -> '"' + line + '"'));
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
