package dev.reinstate.cli.snapshot;

import com.google.common.collect.Iterables;
import dev.reinstate.apply.PlanApplier;
import dev.reinstate.apply.restore.BlobSpool;
import dev.reinstate.apply.restore.RegistryActionWriter;
import dev.reinstate.cli.console.ConsoleProgress;
import dev.reinstate.cli.console.Counted;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.RegistryOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.ScopeOptions;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.BlobMirrors;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.reconcile.Drill;
import dev.reinstate.reconcile.DrillResult;
import dev.reinstate.reconcile.ReadBack;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.snapshot.DurationText;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves that a snapshot can be restored from, by doing it. */
@Command(
    name = "drill",
    description =
        "Restore from a snapshot alone into a scratch registry, read everything back, and say how"
            + " long all of it would take; exit 4 when anything is not as it was.",
    mixinStandardHelpOptions = true)
public final class SnapshotDrillCommand extends StoreCommand {

  private static final int ACTIONS_AT_ONCE = 64;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The embedded registry keeps images in memory. */
  private static final int EMBEDDED_SAMPLE = 25;

  @Mixin private AsOfOption asOf;
  @Mixin private ScopeOptions scope;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--target",
      paramLabel = "HOST/PREFIX",
      description =
          "scratch registry to restore into, each repository below its own host's name (default: an"
              + " embedded one, and a sample of 25)")
  private String target;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "so many images, always the same (default: all)")
  private Integer sample;

  public SnapshotDrillCommand(ProcessContext context) {
    super(context);
  }

  @Override
  Work work(NetworkOptions.Reach reach, UsageProblems problems) {
    Optional<Instant> moment = asOf.moment(problems);
    Predicate<Repository> included = scope.scope(problems);
    RegistrySettings settings = registry.settings(context, reach, problems);
    Optional<RegistryPrefix> given =
        Optional.ofNullable(target)
            .map(text -> problems.check("--target", () -> RegistryPrefix.parse(text), null));
    OptionalInt images = sample(problems);
    return (store, resources) -> {
      LoadedSnapshot loaded = AsOfOption.load(store, moment, included, context.clock());
      RegistryPrefix scratch = given.isPresent() ? given.get() : embedded(resources);
      RegistryClient client = resources.own(RegistryClient.open(settings));
      DrillResult result = drill(client, store, resources).run(loaded.state(), scratch, images);
      return tell(
          Iterables.concat(loaded.problems(), result.failures()),
          out -> print(loaded, result, out));
    };
  }

  private OptionalInt sample(UsageProblems problems) {
    if (sample != null) {
      problems.addIfLess("--sample", sample, 1);
      return OptionalInt.of(sample);
    }
    return target == null ? OptionalInt.of(EMBEDDED_SAMPLE) : OptionalInt.empty();
  }

  private static RegistryPrefix embedded(Resources resources) throws IOException {
    EmbeddedRegistry registry =
        resources.own(
            EmbeddedRegistry.start(
                EmbeddedRegistryOptions.defaults().with(Feature.STRICT_REFERENCES)));
    return new RegistryPrefix(registry.host(), "drill");
  }

  private Drill drill(RegistryClient client, SnapshotStore store, Resources resources)
      throws IOException {
    StopSignal stop = context.stop();
    BlobSpool spool = resources.own(BlobSpool.create());
    RegistryActionWriter writer =
        new RegistryActionWriter(
            client.images(),
            new FetchedManifests(),
            client.writer(ServiceAccounts.NONE),
            BlobMirrors.NONE,
            store::openBlob,
            spool,
            false,
            context.clock());
    FanOut fanOut = new FanOut(ACTIONS_AT_ONCE, stop);
    return new Drill(
        new PlanApplier(writer, fanOut, new ConsoleProgress(context), stop),
        new ReadBack(client.images(), false),
        fanOut);
  }

  private static void print(LoadedSnapshot loaded, DrillResult result, PrintStream out) {
    out.printf(
        "Drill from snapshot %s: %,d of %s restored in %s and read back in %s (%s), %,d failed%n",
        loaded.name(),
        result.images(),
        Counted.of(result.available(), "image"),
        text(result.restoring()),
        text(result.reading()),
        Counted.of(result.bytes(), "byte"),
        result.failures().size());
    if (result.images() > 0) {
      out.printf("At this rate all of it takes about %s.%n", text(result.fullRestore()));
    }
  }

  private static String text(Duration duration) {
    return duration.compareTo(MINUTE) < 0
        ? "%.1f s".formatted(duration.toMillis() / 1000.0)
        : DurationText.of(duration);
  }
}
