package dev.reinstate.cli.snapshot;

import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.Counted;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.ScopeOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.LoadedSnapshot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.inspection.ExportResult;
import dev.reinstate.snapshot.inspection.SnapshotExport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a snapshot as a plain OCI image layout. */
@Command(
    name = "export",
    description = "Write a snapshot as an OCI image layout, which skopeo, crane and oras read.",
    footer = {
      "",
      "A reference is the full host/path:tag: skopeo copy oci:DIR:HOST/PATH:TAG … skopeo finds images",
      "of Docker's media types by no reference; it reads them from a layout of one reference only,",
      "as oci:DIR. crane and oras find every image by its digest."
    },
    mixinStandardHelpOptions = true)
public final class SnapshotExportCommand extends StoreCommand {

  @Mixin private AsOfOption asOf;
  @Mixin private ScopeOptions scope;

  @Parameters(paramLabel = "DIR", description = "a directory that is empty or does not exist yet")
  private Path directory;

  public SnapshotExportCommand(ProcessContext context) {
    super(context);
  }

  @Override
  Work work(NetworkOptions.Reach reach, UsageProblems problems) {
    Optional<Instant> moment = asOf.moment(problems);
    Predicate<Repository> included = scope.scope(problems);
    return (store, resources) -> {
      LoadedSnapshot loaded = AsOfOption.load(store, moment, included, context.clock());
      ExportResult result = export(store, loaded);
      return tell(
          Iterables.concat(loaded.problems(), result.problems()), out -> print(result, out));
    };
  }

  private void print(ExportResult result, PrintStream out) {
    out.printf(
        "%s: %s, %s of %s, %,d of them hard links%n",
        directory,
        Counted.of(result.descriptors(), "reference"),
        Counted.of(result.blobs(), "blob"),
        Counted.of(result.bytes(), "byte"),
        result.linked());
  }

  private ExportResult export(SnapshotStore store, LoadedSnapshot loaded)
      throws IOException, UsageException {
    try {
      return new SnapshotExport(store, new FanOut(AsOfOption.READS_AT_ONCE, context.stop()))
          .export(loaded, directory);
    } catch (DirectoryNotEmptyException e) {
      throw UsageException.of(directory + " is not empty; give a new directory");
    }
  }
}
