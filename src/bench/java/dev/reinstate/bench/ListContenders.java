package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The ways to find out what a registry holds. */
final class ListContenders {

  /** At its own concurrency, which is 20. */
  static final String PROMOTER = "promoter's reading";

  /** What {@code scripts/bench} makes of the promoter's own code, where Go is installed. */
  private static final String PROMOTER_READING = "promoter-reading";

  static final String GCRANE = "gcrane ls -r";

  private final Setting setting;
  private final ImmutableList<Path> directories;
  private final DesiredState desired;
  private final int concurrency;

  ListContenders(
      Setting setting, ImmutableList<Path> directories, DesiredState desired, int concurrency) {
    this.setting = setting;
    this.directories = directories;
    this.desired = desired;
    this.concurrency = concurrency;
  }

  ImmutableList<Contender> all() {
    Contender reinstate =
        new Contender("reinstate", setting.reinstate(), this::dryRun, ListContenders::isInPlace);
    return setting.distance().isTls()
        ? ImmutableList.of(reinstate, promoter())
        // The last takes minutes.
        : ImmutableList.of(
            reinstate, promoter(), standIn("the same by Java, 100 at once", 100), gcrane());
  }

  private Command dryRun(Addresses registries) {
    return setting
        .reinstate()
        .with(
            Stream.of(
                    Stream.of("reconcile", "--concurrency=" + concurrency),
                    directories.stream().map(directory -> "--thin-manifest-dir=" + directory),
                    Universe.rewrites(desired, registries.source()).stream())
                .flatMap(words -> words)
                .collect(ImmutableList.toImmutableList()));
  }

  static void isInPlace(Finished run, Addresses registries)
      throws IOException, WrongResultException {
    if (run.exit() != 0 || !run.lastLine().equals("Nothing to promote.")) {
      throw new WrongResultException(
          "exit code %d, ended in: %s".formatted(run.exit(), run.lastLine()));
    }
  }

  private Contender promoter() {
    Program program = setting.peers().find(PROMOTER_READING);
    return program.found().isEmpty()
        ? standIn(PROMOTER, 20)
        : new Contender(
            PROMOTER,
            program,
            registries -> program.with(repositories(registries.source() + "/")),
            this::printsItsCount);
  }

  private Contender standIn(String name, int atOnce) {
    Program java = JavaProgram.of(PromoterReading.class);
    return new Contender(
        name,
        java,
        registries -> java.with(origin(registries), String.valueOf(atOnce), repositories("")),
        this::printsItsCount);
  }

  private String origin(Addresses registries) {
    return (setting.distance().isTls() ? "https://" : "http://") + registries.source();
  }

  private void printsItsCount(Finished run, Addresses registries)
      throws IOException, WrongResultException {
    if (run.exit() != 0) {
      throw new WrongResultException(run.complaint());
    }
    requireImages(Long.parseLong(run.lastLine()));
  }

  private String repositories(String prefix) throws IOException {
    return Files.write(
            setting.directory().resolve("repositories.txt"),
            desired.repositories().keySet().stream()
                .map(repository -> prefix + Universe.path(repository))
                .toList())
        .toString();
  }

  private Contender gcrane() {
    Program gcrane = setting.peers().find("gcrane");
    return new Contender(
        GCRANE,
        gcrane,
        registries -> gcrane.with("ls", "-r", registries.source() + "/" + Universe.ROOT),
        (run, registries) -> {
          if (run.exit() != 0) {
            throw new WrongResultException(run.complaint());
          }
          requireImages(run.lines().filter(line -> line.contains("@sha256:")).distinct().count());
        });
  }

  private void requireImages(long seen) throws WrongResultException {
    long expected = Universe.images(desired);
    if (seen != expected) {
      throw new WrongResultException("saw %,d images of %,d".formatted(seen, expected));
    }
  }
}
