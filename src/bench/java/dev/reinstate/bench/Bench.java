package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/bench} runs. */
@Command(
    name = "scripts/bench",
    description = "Compares Reinstate with other programs on the same work.",
    mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

  /** What the rounds of one contender may take together, so that a run ends in time. */
  private static final double MOST_SECONDS = 40;

  private final Peers peers = new Peers(ImmutableMap.copyOf(System.getenv()));
  private final PrintStream out = new PrintStream(System.out, true, UTF_8);
  private final PrintStream err = new PrintStream(System.err, true, UTF_8);
  private final Map<String, ImmutableList<String>> ownTables = new LinkedHashMap<>();

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description = "which ones (default: all); there are: ${COMPLETION-CANDIDATES}",
      completionCandidates = Workloads.Names.class)
  private List<String> workloads = new ArrayList<>(Workloads.names());

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "of each contender (default: ${DEFAULT-VALUE}); slow ones have fewer",
      defaultValue = "5")
  private int rounds;

  @Option(
      names = "--manifests",
      paramLabel = "DIR",
      description = "a thin manifest directory; repeatable (default: generated ones)")
  private List<Path> manifests = List.of();

  @Option(
      names = "--regions",
      paramLabel = "N",
      description = "destinations of the universe (default: ${DEFAULT-VALUE}); today 22",
      defaultValue = "3")
  private int regions;

  @Option(
      names = "--latency",
      paramLabel = "Nms",
      description = "of the registries that have one (default: ${DEFAULT-VALUE})",
      defaultValue = "20ms",
      converter = Milliseconds.class)
  private Duration latency;

  @Option(names = "--no-multiplexing", description = "registries that speak TLS offer no HTTP/2")
  private boolean noMultiplexing;

  @Option(names = "--json", paramLabel = "FILE", description = "write the results there too")
  private Path json;

  @Option(names = "--table", description = "print a table for a page at the end")
  private boolean table;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "write the picture of a workload that has one there, as SVG")
  private Path picture;

  @Option(
      names = "--quick",
      description = "one round of very little, to see that everything works; says nothing of speed")
  private boolean quick;

  @Option(names = "--reinstate", required = true, hidden = true)
  private Path reinstate;

  /**
   * Exits with 0 when every workload has a result of Reinstate's, whether targets are met or not.
   */
  public static void main(String... args) {
    // A run that is broken off leaves no registry behind.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instant start = Instant.now();
    RunFacts facts = RunFacts.of(start, quick ? 1 : rounds, quick);
    out.println(facts);
    if (!ThreadWatch.isPossible()) {
      out.println("no profiles: only Linux tells of the threads of a process");
    }
    List<WorkloadResult> results = new ArrayList<>();
    Path directory = Files.createTempDirectory("reinstate-bench");
    try {
      for (String name : workloads) {
        err.println(name);
        Workload workload = Workloads.find(name);
        if (workload.needsFront() && !TlsFront.isThere(peers)) {
          out.println();
          out.println(name + ": left out, since there is no Go to build what terminates TLS");
          continue;
        }
        Path own = Files.createDirectories(directory.resolve(name));
        results.add(run(workload, own));
        new TextResults(out).print(results.getLast());
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Duration took = Duration.between(start, Instant.now());
    out.println();
    if (table) {
      PageResults.print(results.stream().filter(this::isOneLine).toList(), out);
      ownTables.values().stream().flatMap(List::stream).forEach(out::println);
      out.println();
    }
    out.printf(Locale.ROOT, "took %.1f minutes%n", took.toSeconds() / 60.0);
    if (json != null) {
      JsonResults.write(json, facts, results, took);
    }
    return results.stream().allMatch(result -> result.standings().reinstate().ran()) ? 0 : 1;
  }

  private WorkloadResult run(Workload workload, Path directory)
      throws IOException, InterruptedException {
    Setting setting =
        new Setting(
            directory,
            Program.at("reinstate", reinstate),
            peers,
            ImmutableList.copyOf(manifests),
            regions,
            latency,
            quick ? Setting.Size.QUICK : Setting.Size.FULL,
            !noMultiplexing);
    try (Scene scene = workload.open(setting)) {
      Stopwatch stopwatch = new Stopwatch(directory);
      Rounds all = new Rounds(quick ? 1 : rounds, MOST_SECONDS);
      Standings standings = new Contest(scene, stopwatch, all, err).run();
      WorkloadResult result = WorkloadResult.of(workload, scene, standings, setting.size());
      keep(workload, scene, standings);
      return result.with(profile(scene, standings, setting, stopwatch));
    }
  }

  private void keep(Workload workload, Scene scene, Standings standings) throws IOException {
    ImmutableList<String> own = scene.table(standings);
    if (!own.isEmpty()) {
      ownTables.put(workload.toString(), own);
    }
    Optional<String> drawn = scene.picture(standings);
    if (picture != null && drawn.isPresent()) {
      Files.writeString(picture, drawn.get());
    }
  }

  private boolean isOneLine(WorkloadResult result) {
    return !ownTables.containsKey(result.workload());
  }

  /** Only of Reinstate, where it did the work. */
  private Optional<Profile> profile(
      Scene scene, Standings standings, Setting setting, Stopwatch stopwatch)
      throws IOException, InterruptedException {
    boolean worthIt =
        standings.reinstate().ran()
            && scene.contenders().getFirst().program().equals(setting.reinstate());
    return worthIt ? new Profiler(scene, stopwatch, err).profile() : Optional.empty();
  }
}
