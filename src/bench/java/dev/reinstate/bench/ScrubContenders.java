package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ways to prove that images in one registry are whole. */
record ScrubContenders(Setting setting, ImmutableList<PlacedImage> images, String path) {

  static final String CRANE = "crane validate, one by one";
  static final String CRANE_AT_ONCE = "crane validate, 20 at once";
  static final String SHA256SUM = "sha256sum over its files";

  private static final int FILES_AN_IMAGE = 3;

  Contender reinstate() {
    return scrub("reinstate scrub");
  }

  Contender reinstateByBytes() {
    return scrub("reinstate scrub --bytes", "--bytes");
  }

  private Contender scrub(String name, String... options) {
    return new Contender(
        name,
        setting.reinstate(),
        registries -> scrub(registries, options),
        (run, registries) -> requireWhole(run, images.size()));
  }

  private Command scrub(Addresses registries, String... options) throws IOException {
    Path manifest =
        new Promotion(images, path, path)
            .manifest(
                setting.directory().resolve("manifest.yaml"),
                "staging.example",
                ImmutableList.of("prod.example"));
    return setting
        .reinstate()
        .with(
            ImmutableList.<String>builder()
                .add("scrub", "--manifest=" + manifest)
                .add("--rewrite=prod.example=" + registries.source())
                .add(options)
                .build());
  }

  static void requireWhole(Finished run, long images) throws IOException, WrongResultException {
    String line = "whole: %,d of %,d images proven".formatted(images, images);
    if (run.exit() != 0 || run.lines().noneMatch(each -> each.startsWith(line))) {
      throw new WrongResultException(run.complaint() + "; " + run.lastLine());
    }
  }

  /**
   * A program started for each image.
   *
   * @param options {@code --fast} leaves out the bytes of layers
   */
  Contender crane(String name, int atOnce, String... options) {
    Program crane = setting.peers().find("crane");
    return new Contender(
        name,
        crane,
        registries ->
            Command.of(
                ImmutableList.<String>builder()
                    .add("xargs", "-P", String.valueOf(atOnce), "-n", "1")
                    .add("-a", references(registries).toString())
                    .addAll(crane.words("validate"))
                    .add(options)
                    .add("--remote")
                    .build()),
        (run, registries) -> {
          if (run.exit() != 0) {
            throw new WrongResultException(run.complaint());
          }
        });
  }

  private Path references(Addresses registries) throws IOException {
    return Files.write(
        setting.directory().resolve("references.txt"),
        images.stream()
            .map(
                image ->
                    "%s/%s/%s@%s"
                        .formatted(registries.source(), path, image.name(), image.digest()))
            .toList());
  }

  /** For images of one layer: a file each for layer, config and manifest. */
  Contender sha256sum(Path data) {
    return new Contender(
        SHA256SUM,
        setting.peers().find("sha256sum"),
        registries ->
            Command.of(
                "find",
                data.toString(),
                "-path",
                "*/blobs/*/data",
                "-exec",
                "sha256sum",
                "{}",
                "+"),
        (run, registries) -> {
          long right = run.lines().filter(ScrubContenders::isRight).count();
          if (run.exit() != 0 || right != (long) FILES_AN_IMAGE * images.size()) {
            throw new WrongResultException(run.complaint() + "; %,d right".formatted(right));
          }
        });
  }

  /** The registry names a file's directory by its hash. */
  private static boolean isRight(String line) {
    int end = line.indexOf(' ');
    return end > 0 && line.endsWith("/" + line.substring(0, end) + "/data");
  }
}
