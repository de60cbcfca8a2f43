package dev.reinstate.cli.snapshot;

import dev.reinstate.cli.console.Counted;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.AsOfOption;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.SnapshotNotFoundException;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.inspection.SnapshotChange;
import dev.reinstate.snapshot.inspection.SnapshotChanges;
import dev.reinstate.snapshot.inspection.SnapshotDiff;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what changed between two snapshots. */
@Command(
    name = "diff",
    description = "What changed between two snapshots.",
    mixinStandardHelpOptions = true)
public final class SnapshotDiffCommand extends StoreCommand {

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description = "the newest snapshot at this RFC 3339 time")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "the newest snapshot at this RFC 3339 time (default: now)")
  private String to;

  public SnapshotDiffCommand(ProcessContext context) {
    super(context);
  }

  @Override
  Work work(NetworkOptions.Reach reach, UsageProblems problems) {
    Optional<Instant> earlier = AsOfOption.parse("--from", from, problems);
    Optional<Instant> later =
        to == null
            ? Optional.of(context.clock().instant())
            : AsOfOption.parse("--to", to, problems);
    return (store, resources) -> {
      SnapshotChanges changes = diff(store, earlier.orElseThrow(), later.orElseThrow());
      print(changes);
      return changes.problems().isEmpty();
    };
  }

  private SnapshotChanges diff(SnapshotStore store, Instant earlier, Instant later)
      throws IOException, UsageException {
    try {
      return new SnapshotDiff(store, new FanOut(AsOfOption.READS_AT_ONCE), context.clock())
          .diff(earlier, later)
          .orElseThrow(() -> UsageException.of(store + " holds no snapshot"));
    } catch (SnapshotNotFoundException e) {
      throw UsageException.of(e.getMessage());
    }
  }

  private void print(SnapshotChanges changes) {
    PrintStream out = context.out();
    changes.problems().forEach(problem -> out.println("! " + problem));
    changes.changes().forEach(change -> out.println(line(change)));
    out.printf(
        "%s from snapshot %s to %s%n",
        Counted.of(changes.changes().size(), "change"), changes.from(), changes.to());
  }

  private static String line(SnapshotChange change) {
    String repository = change.repository().toString();
    return switch (change) {
      case SnapshotChange.ImageAdded added -> "+ image " + repository + "@" + added.digest();
      case SnapshotChange.ImageForgotten gone -> "- image " + repository + "@" + gone.digest();
      case SnapshotChange.ImageCompleted whole ->
          "+ image " + repository + "@" + whole.digest() + " is held whole now";
      case SnapshotChange.TagAdded added ->
          "+ tag   " + repository + ":" + added.tag() + " " + added.digest();
      case SnapshotChange.TagMoved moved ->
          "~ tag   " + repository + ":" + moved.tag() + " " + moved.from() + " → " + moved.to();
      case SnapshotChange.TagForgotten gone ->
          "- tag   " + repository + ":" + gone.tag() + " " + gone.digest();
    };
  }
}
