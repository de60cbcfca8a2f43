package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.incident.Incident;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An incident, and in it everything that README.md's and the site's commands name by example. */
final class ReadmeStage implements AutoCloseable {

  private static final String PROGRAM = "reinstate";
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

  private static final Path TRUSTED_ROOT =
      Path.of("src/test/resources/dev/reinstate/signature/sigstore/trusted_root.json")
          .toAbsolutePath();

  /** From the dates in the text to those of the snapshots taken here. */
  private static final Duration LATER = Duration.ofDays(4);

  private final Path directory;
  private final Incident incident;
  private final EmbeddedRegistry scratch;
  private final World world;

  /** Two snapshots on two days, then the incident. */
  ReadmeStage(Path directory) throws IOException {
    this.directory = directory;
    this.incident = new Incident(checkout().resolve("registry.k8s.io"), 0, Optional.empty());
    this.scratch = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    this.world = new World(directory.resolve("world"), EmbeddedRegistryOptions.defaults());
    for (int day = 0; day < 2; day++) {
      run(ImmutableList.of("snapshot", "take"));
      world.pass(Duration.ofDays(1));
    }
    incident.strike();
  }

  World world() {
    return world;
  }

  EmbeddedRegistry scratch() {
    return scratch;
  }

  /** What the manifests are part of. */
  Path checkout() {
    return directory.resolve("k8s.io");
  }

  /** Where runs may leave their reports. */
  Path artifacts() {
    return directory.resolve("artifacts");
  }

  Path layout() {
    return directory.resolve("layout");
  }

  /** Runs a command of ours; fails unless it did its work. */
  @CanIgnoreReturnValue
  Run run(List<String> words) {
    Run run = world.run(staged(words));
    assertTrue(
        ImmutableSet.of(ExitCode.DONE, ExitCode.PARTIAL).contains(run.code()),
        () -> words + "\n" + run.out() + run.err());
    assertFalse(run.out().isEmpty(), words.toString());
    return run;
  }

  /** The arguments of a command of ours, here; what the text takes as read is added. */
  String[] staged(List<String> words) {
    ImmutableList<String> arguments = arguments(words);
    ParsedCommand command = ParsedCommand.of(arguments);
    return Stream.concat(arguments.stream().map(this::staged), missing(command))
        .toArray(String[]::new);
  }

  /** What follows the program, which the text may leave out. */
  static ImmutableList<String> arguments(List<String> words) {
    return ImmutableList.copyOf(
        Path.of(words.getFirst()).endsWith(PROGRAM) ? words.subList(1, words.size()) : words);
  }

  private Stream<String> missing(ParsedCommand command) {
    ImmutableList.Builder<String> missing = ImmutableList.builder();
    if (command.knows("--thin-manifest-dir")
        && !command.has("--thin-manifest-dir")
        && !command.has("--manifest-repo")) {
      missing.add(staged("--thin-manifest-dir"));
    }
    if (command.knows("--snapshot") && !command.has("--snapshot")) {
      missing.add(staged("--snapshot"));
    }
    boolean verifies = command.name().equals("signatures verify") || command.has("--signatures");
    if (verifies && !command.has("--signature-policy")) {
      missing.add(staged("--signature-policy"));
    }
    if (command.knows("--rewrite")) {
      incident.rewrites().forEach(pair -> missing.add("--rewrite=" + pair));
    }
    return missing.build().stream();
  }

  private String staged(String word) {
    return switch (word.replaceFirst("=.*", "")) {
      case "--thin-manifest-dir" -> "--thin-manifest-dir=" + incident.thinManifestDirectory();
      case "--manifest-repo" -> "--manifest-repo=" + checkout();
      case "--snapshot" -> "--snapshot=" + directory.resolve("snapshot");
      case "--lease" -> "--lease=" + directory.resolve("lease");
      case "--blob-mirror" -> "--blob-mirror=" + mirror();
      case "--target" -> "--target=" + scratch.host() + "/drill";
      case "--signature-policy" -> "--signature-policy=" + policy();
      case "--trusted-root" -> "--trusted-root=" + TRUSTED_ROOT;
      case "--forget" -> "--forget=us.gcr.io/k8s-artifacts-prod/debug-shell";
      case "--directory" -> "--directory=" + directory.resolve("universe");
      case "layout" -> layout().toString();
      default ->
          MOMENT
              .matcher(word)
              .replaceAll(moment -> Instant.parse(moment.group()).plus(LATER).toString());
    };
  }

  /** One that asks for signatures, which nothing in the incident has. */
  private Path policy() {
    Path policy = directory.resolve("policy.yaml");
    try {
      new KeySigner().writeKey(directory.resolve("cosign.pub"));
      Files.writeString(
          policy,
          """
          signers:
            house:
              key: cosign.pub
          rules:
          - repositories: ["**"]
            require:
            - signature: [house]
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return policy;
  }

  /** A registry serves blobs as a mirror does, where a path of it is taken for the root. */
  private String mirror() {
    return "us.gcr.io/k8s-artifacts-prod/pause=http://" + scratch.host() + "/v2/copied/blobs";
  }

  @Override
  public void close() throws IOException {
    world.close();
    scratch.close();
    incident.close();
  }
}
