package dev.reinstate.cli.snapshot;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.StoreOption;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.report.form.SnapshotListReport;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.history.SnapshotList;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the snapshots of a store. */
@Command(
    name = "list",
    description = "List the snapshots, oldest first; exit 4 when the root of one is damaged.",
    mixinStandardHelpOptions = true)
public final class SnapshotListCommand implements Callable<Integer> {

  private final ProcessContext context;

  @Mixin private StoreOption snapshot;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  public SnapshotListCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    try (Resources resources = new Resources()) {
      SnapshotStore store = snapshot.require(context, resources, new UsageProblems());
      ImmutableList<ListedSnapshot> snapshots =
          new SnapshotList(store, new FanOut(AsOfOption.READS_AT_ONCE)).list();
      if (json) {
        SnapshotListReport.writeJson(snapshots, context.out());
      } else {
        SnapshotListReport.print(snapshots, context.out());
      }
      boolean damaged = snapshots.stream().anyMatch(ListedSnapshot.Damaged.class::isInstance);
      return (damaged ? ExitCode.PARTIAL : ExitCode.DONE).value();
    }
  }
}
