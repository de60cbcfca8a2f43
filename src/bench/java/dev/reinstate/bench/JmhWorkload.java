package dev.reinstate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The pure parts by themselves, measured by JMH, which has rounds of its own. */
final class JmhWorkload implements Workload {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String toString() {
    return "jmh";
  }

  @Override
  public Scene open(Setting setting) throws IOException {
    Path list =
        Files.write(
            setting.directory().resolve("directories.txt"),
            Manifests.prepare(setting).stream().map(Path::toString).toList());
    return new StagedScene(
        "parse and plan with compiled code, seconds an operation, by JMH in rounds of its own",
        "operation",
        1,
        ImmutableList.of(),
        ImmutableList.of(contender(setting, "parse", list), contender(setting, "plan", list)),
        standings -> ImmutableList.of());
  }

  private static Contender contender(Setting setting, String benchmark, Path list) {
    Program jmh = JavaProgram.of(org.openjdk.jmh.Main.class);
    Path results = setting.directory().resolve(benchmark + ".json");
    return new Contender(
        benchmark,
        jmh,
        registries ->
            jmh.with(
                PureParts.class.getName() + "." + benchmark + "$",
                "-p",
                "directories=" + list,
                "-rf",
                "json",
                "-rff",
                results.toString()),
        (run, registries) -> {
          if (run.exit() != 0 || score(results).isEmpty()) {
            throw new WrongResultException(run.complaint());
          }
        },
        run -> score(results));
  }

  private static OptionalDouble score(Path results) throws IOException {
    return JSON.readTree(results.toFile()).findValues("primaryMetric").stream()
        .mapToDouble(metric -> metric.path("score").asDouble())
        .findFirst();
  }
}
