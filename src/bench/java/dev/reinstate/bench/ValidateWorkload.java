package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads and checks all manifests, without any network. */
final class ValidateWorkload implements Workload {

  @Override
  public String toString() {
    return "validate";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    ImmutableList<Path> directories = Manifests.prepare(setting);
    DesiredState desired = Universe.load(directories);
    return new StagedScene(
        "manifests of %,d repositories, whole process".formatted(desired.repositories().size()),
        ImmutableList.of(),
        ImmutableList.of(reinstate(setting, directories, desired), kpromo(setting, directories)),
        standings ->
            standings.ofReinstate(
                reinstate -> ImmutableList.of(Target.atMost(0.6, "s", reinstate.wall().median()))));
  }

  private static Contender reinstate(
      Setting setting, ImmutableList<Path> directories, DesiredState desired) {
    Command validate =
        setting
            .reinstate()
            .with(
                Stream.concat(
                        Stream.of("validate"),
                        directories.stream().map(each -> "--thin-manifest-dir=" + each))
                    .collect(ImmutableList.toImmutableList()));
    String expected = "%,d destination repositories".formatted(desired.repositories().size());
    return new Contender(
        "reinstate",
        setting.reinstate(),
        registries -> validate,
        (run, registries) -> {
          if (run.exit() != 0 || !run.lastLine().contains(expected)) {
            throw new WrongResultException(run.complaint() + "; " + run.lastLine());
          }
        });
  }

  /** What the promoter does with manifests and nothing else, for which it takes one file. */
  private static Contender kpromo(Setting setting, ImmutableList<Path> directories)
      throws IOException {
    Program kpromo = setting.peers().find("kpromo");
    PlainManifest largest =
        PlainManifest.write(directories, setting.directory().resolve("largest.yaml"));
    return new Contender(
        "kpromo, the largest manifest alone",
        kpromo,
        registries ->
            kpromo.with(
                "cip",
                "--manifest-based-snapshot-of=" + Regions.first(setting.regions()).getFirst(),
                "--manifest=" + largest.file()),
        (run, registries) -> {
          if (run.exit() != 0
              || run.lines().filter(line -> line.contains("sha256:")).count() != largest.images()) {
            throw new WrongResultException(run.complaint());
          }
        });
  }
}
