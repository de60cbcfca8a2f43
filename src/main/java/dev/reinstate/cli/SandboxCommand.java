package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.sandbox.incident.Incident;
import dev.reinstate.sandbox.universe.Damage;
import dev.reinstate.sandbox.universe.Universe;
import dev.reinstate.sandbox.universe.UniverseFiles;
import dev.reinstate.sandbox.universe.UniverseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job at work against embedded registries. */
@Command(
    name = "sandbox",
    description =
        "Stage an incident in embedded registries and run the main job on it: dry, confirmed, dry;"
            + " a scrub heals what no listing shows. With --universe, model all of"
            + " registry.k8s.io instead.",
    mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Option(
      names = "--serve",
      paramLabel = "PORT",
      description =
          "stage the incident on PORT to PORT+3, print what to try, and keep running; with"
              + " --universe: its control endpoint is on PORT, its regions on those after it")
  private Integer port;

  @Option(
      names = "--tls",
      description = "have the registries speak TLS, with certificates of an authority of their own")
  private boolean tls;

  @Mixin private UniverseArguments universe;

  SandboxCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    universe.checkAskedFor();
    return universe.isAskedFor() ? beUniverse() : stageIncident();
  }

  private int beUniverse() throws IOException, InterruptedException, UsageException {
    if (tls) {
      throw UsageException.of("--tls: a universe speaks plain HTTP");
    }
    ImmutableList<Damage> damage = universe.damage();
    UniverseOptions options = universe.options(port == null ? 0 : port, context.clock());
    Path temporary = Files.createTempDirectory("reinstate-universe");
    try (Universe made = new Universe(options)) {
      UniverseSession session =
          new UniverseSession(
              new Showing(context),
              made,
              new UniverseFiles(universe.directory().orElse(temporary)),
              universe.rate(),
              damage);
      return (port == null ? session.play() : session.serve(port)).value();
    } finally {
      MoreFiles.deleteRecursively(temporary, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private int stageIncident() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("reinstate-sandbox");
    Optional<Path> authority = Optional.of(directory.resolve("ca.pem")).filter(file -> tls);
    try (Incident incident =
        new Incident(directory.resolve("manifests"), port == null ? 0 : port, authority)) {
      Session session = new Session(incident, directory.resolve("snapshot"));
      return (port == null ? session.play() : session.serve()).value();
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** The commands of one showing. */
  private final class Session {

    private final Incident incident;
    private final Path snapshot;
    private final Showing showing = new Showing(context);

    Session(Incident incident, Path snapshot) {
      this.incident = incident;
      this.snapshot = snapshot;
    }

    ExitCode play() throws IOException {
      stage();
      heading("A dry run: what would be done");
      showing.run(reconcile());
      heading("A confirmed run: the same plan, applied and verified");
      showing.run(reconcile("--confirm"));
      heading("What no tool may decide, a human does");
      for (String line : incident.acknowledge()) {
        showing.say(line);
      }
      heading("A listing shows no layers: a scrub asks for all that images are made of");
      showing.run(scrub());
      heading("A confirmed scrub heals what is not whole");
      showing.run(scrub("--confirm"));
      heading("A last scrub");
      showing.run(scrub());
      heading("A last dry run");
      return showing.run(reconcile());
    }

    ExitCode serve() throws IOException, InterruptedException {
      stage();
      heading("The registries stay up until you interrupt this. Try:");
      showing.show(reconcile());
      showing.show(reconcile("--confirm"));
      showing.show(scrub());
      showing.show(scrub("--confirm"));
      context.stop().await();
      return ExitCode.DONE;
    }

    private void stage() throws IOException {
      heading(
          "Three destinations and a staging registry, as the manifests say; a snapshot of them");
      showing.run(command(List.of("snapshot", "take")));
      heading("Then this happens");
      for (String line : incident.strike()) {
        showing.say(line);
      }
    }

    private List<String> reconcile(String... more) {
      return command(Stream.concat(Stream.of("reconcile"), Stream.of(more)).toList());
    }

    private List<String> scrub(String... more) {
      return command(Stream.concat(Stream.of("scrub", "--bytes"), Stream.of(more)).toList());
    }

    private List<String> command(List<String> words) {
      return ImmutableList.<String>builder()
          .addAll(words)
          .add("--thin-manifest-dir=" + incident.thinManifestDirectory())
          .add("--snapshot=" + snapshot)
          .addAll(incident.rewrites().stream().map(pair -> "--rewrite=" + pair).toList())
          .addAll(incident.tlsOptions())
          .build();
    }

    private void heading(String text) throws IOException {
      showing.say("\n== " + text + "\n");
    }
  }
}
