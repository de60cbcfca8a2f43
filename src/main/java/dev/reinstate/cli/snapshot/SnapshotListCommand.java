package dev.reinstate.cli.snapshot;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.report.form.SnapshotListReport;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.history.SnapshotList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the snapshots of a store. */
@Command(
    name = "list",
    description = "List the snapshots, oldest first; exit 4 when the root of one is damaged.",
    mixinStandardHelpOptions = true)
public final class SnapshotListCommand extends StoreCommand {

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  public SnapshotListCommand(ProcessContext context) {
    super(context);
  }

  @Override
  Work work(NetworkOptions.Reach reach, UsageProblems problems) {
    return (store, resources) -> {
      ImmutableList<ListedSnapshot> snapshots =
          new SnapshotList(store, new FanOut(AsOfOption.READS_AT_ONCE)).list();
      if (json) {
        SnapshotListReport.writeJson(snapshots, context.out());
      } else {
        SnapshotListReport.print(snapshots, context.out());
      }
      return snapshots.stream().noneMatch(ListedSnapshot.Damaged.class::isInstance);
    };
  }
}
