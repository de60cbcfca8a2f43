package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.sandbox.universe.Damage;
import dev.reinstate.sandbox.universe.UniverseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Which universe the sandbox is to be. */
final class UniverseArguments {

  private static final Pattern LATENCY = Pattern.compile("(?<min>\\d{1,5})-(?<max>\\d{1,5})");

  /** 80 requests a second where 5,000 a minute are allowed. */
  private static final double BELOW_QUOTA = 0.96;

  /** What is free for tests and small machines ends long before. */
  private static final int MOST_REGIONS = 200;

  private static final int LAST_PORT = 65_535;

  /** The API, the sources and the mirror. */
  private static final int PORTS_AFTER_REGIONS = 3;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Spec private CommandSpec own;

  @Option(
      names = "--universe",
      description =
          "be a model of registry.k8s.io instead: regions of Artifact Registry with their quotas"
              + " and distances, about 47,000 images and tags in each; run the main job dry over it")
  private boolean universe;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "with --universe: where DIR/manifests and DIR/options go, the file of options for a run;"
              + " default a temporary one")
  private Path directory;

  @Option(
      names = "--regions",
      paramLabel = "N",
      defaultValue = "22",
      description = "with --universe: how many regions; default ${DEFAULT-VALUE}")
  private int regions;

  @Option(
      names = "--like",
      paramLabel = "DIR",
      description =
          "with --universe: a thin manifest directory whose names, tags and numbers of images to"
              + " take; repeatable")
  private List<Path> like = List.of();

  @Option(
      names = "--damage",
      paramLabel = "KIND,...",
      description =
          "with --universe: what is wrong from the beginning: emptied, gone, moved, dead, late,"
              + " untagged")
  private String damage = "";

  @Option(
      names = "--user-quota",
      paramLabel = "N",
      defaultValue = "5000",
      description =
          "with --universe: requests a minute of the user over all regions, 0 for no limit;"
              + " default ${DEFAULT-VALUE}")
  private int userQuota;

  @Option(
      names = "--region-quota",
      paramLabel = "N",
      defaultValue = "60000",
      description =
          "with --universe: requests a minute in a region, 0 for no limit; default"
              + " ${DEFAULT-VALUE}")
  private int regionQuota;

  @Option(
      names = "--latency",
      paramLabel = "MIN-MAX",
      defaultValue = "5-250",
      description =
          "with --universe: milliseconds that a request to the nearest and to the farthest region"
              + " waits; default ${DEFAULT-VALUE}")
  private String latency;

  /**
   * Requests a second below the user's quota, as far as a run keeps below the real one; whole ones
   * unless that is none.
   */
  Optional<String> rate() {
    double rate = userQuota * BELOW_QUOTA / 60;
    return userQuota == 0
        ? Optional.empty()
        : Optional.of(
            rate < 1 ? String.format(Locale.ROOT, "%.3f", rate) : String.valueOf((int) rate));
  }

  boolean isAskedFor() {
    return universe;
  }

  /** Without the universe, none of its options would do anything. */
  void checkAskedFor() throws UsageException {
    ParseResult given = command.commandLine().getParseResult();
    String idle =
        own.options().stream()
            .map(OptionSpec::longestName)
            .filter(given::hasMatchedOption)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!universe && !idle.isEmpty()) {
      throw UsageException.of(idle + ": only with --universe");
    }
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  ImmutableList<Damage> damage() throws UsageException {
    try {
      return damage.isEmpty() ? ImmutableList.of() : Damage.parseAll(damage);
    } catch (IllegalArgumentException e) {
      throw UsageException.of("--damage: " + e.getMessage());
    }
  }

  UniverseOptions options(int firstPort, InstantSource clock) throws UsageException {
    Matcher milliseconds = LATENCY.matcher(latency);
    if (!milliseconds.matches()) {
      throw UsageException.of("--latency: '" + latency + "' is not like 5-250");
    }
    if (regions < 1 || regions > MOST_REGIONS) {
      throw UsageException.of("--regions: " + regions + " is not from 1 to " + MOST_REGIONS);
    }
    if (userQuota < 0 || regionQuota < 0) {
      throw UsageException.of("--user-quota and --region-quota: a quota is not negative");
    }
    int last = LAST_PORT - regions - PORTS_AFTER_REGIONS;
    if (firstPort < 0 || firstPort > last) {
      throw UsageException.of("--serve: " + firstPort + " is not from 0 to " + last);
    }
    for (Path each : like) {
      Path manifests = each.resolve("manifests");
      if (!Files.isDirectory(manifests)) {
        throw UsageException.of("--like: " + manifests + " is no directory");
      }
    }
    Duration nearest = Duration.ofMillis(Integer.parseInt(milliseconds.group("min")));
    Duration farthest = Duration.ofMillis(Integer.parseInt(milliseconds.group("max")));
    if (nearest.compareTo(farthest) > 0) {
      throw UsageException.of("--latency: '" + latency + "' has the larger number first");
    }
    return new UniverseOptions(
        firstPort,
        regions,
        ImmutableList.copyOf(like),
        userQuota,
        regionQuota,
        nearest,
        farthest,
        clock);
  }
}
