package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.guard.Challenge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Embedded registries in a process of their own, told what to do by lines on standard input. Says
 * the hosts in its first line, and ends with its standard input, so that none outlives a benchmark.
 */
public final class EmbeddedRegistryMain implements Callable<Integer> {

  /** A command, with the milliseconds that requests wait from then on. */
  static final String LATENCY = "latency ";

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

  @Option(names = "--hosts", defaultValue = "1")
  private int hosts;

  @Option(names = "--bearer")
  private boolean bearer;

  /** Thin manifest directories; each image they want is there. */
  @Option(names = "--universe")
  private List<Path> universe = List.of();

  /** Runs until standard input ends. */
  public static void main(String... args) {
    System.exit(new CommandLine(new EmbeddedRegistryMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<ControlledRegistry> registries = new ArrayList<>();
    for (int i = 0; i < hosts; i++) {
      registries.add(new ControlledRegistry(EmbeddedRegistry.start(options())));
    }
    if (!universe.isEmpty()) {
      registries.getFirst().fill(Universe.load(universe));
    }
    converse(registries);
    return 0;
  }

  private EmbeddedRegistryOptions options() {
    // Like docker-registry: a manifest needs its blobs.
    EmbeddedRegistryOptions defaults =
        EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES);
    return bearer
        ? defaults.withChallenge(new Challenge.Bearer(Optional.empty(), TOKEN_LIFETIME))
        : defaults;
  }

  private static void converse(List<ControlledRegistry> registries) throws IOException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    out.println(String.join(" ", registries.stream().map(ControlledRegistry::host).toList()));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      obey(line, registries);
      out.println(RegistryReport.of(registries).toJson());
    }
  }

  private static void obey(String line, List<ControlledRegistry> registries) throws IOException {
    switch (line) {
      case "mark" -> registries.forEach(ControlledRegistry::mark);
      case "restore" -> {
        registries.forEach(ControlledRegistry::restore);
        // Nobody should pay for the garbage of the one before.
        System.gc();
      }
      case "report" -> {}
      default -> {
        Duration latency = Duration.ofMillis(Long.parseLong(line.substring(LATENCY.length())));
        registries.forEach(registry -> registry.latency(latency));
      }
    }
  }
}
