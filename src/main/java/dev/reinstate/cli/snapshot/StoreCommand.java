package dev.reinstate.cli.snapshot;

import com.google.common.collect.Iterables;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.option.NetworkOptions;
import dev.reinstate.cli.option.Resources;
import dev.reinstate.cli.option.StoreOption;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** A command about a snapshot store: options first, then the store, then the work. */
abstract class StoreCommand implements Callable<Integer> {

  final ProcessContext context;

  @Mixin private NetworkOptions network;
  @Mixin private StoreOption snapshot;

  StoreCommand(ProcessContext context) {
    this.context = context;
  }

  /** What the options ask for. */
  interface Work {

    /**
     * Does it and prints what came of it.
     *
     * @param resources closed afterwards
     * @return whether all is well; else the exit code is 4
     */
    boolean on(SnapshotStore store, Resources resources) throws IOException, UsageException;
  }

  /**
   * Checks the options. What is returned in spite of problems is not done.
   *
   * @param reach how hosts are reached
   */
  abstract Work work(NetworkOptions.Reach reach, UsageProblems problems);

  @Override
  public final Integer call() throws IOException, UsageException {
    try (Resources resources = new Resources()) {
      UsageProblems problems = new UsageProblems();
      NetworkOptions.Reach reach = network.read(context, problems);
      Work work = work(reach, problems);
      SnapshotStore store = snapshot.require(context, reach.google(), resources, problems);
      return (work.on(store, resources) ? ExitCode.DONE : ExitCode.PARTIAL).value();
    }
  }

  /** Says what is wrong, then the rest; whether nothing is wrong. */
  final boolean tell(Iterable<?> problems, Consumer<PrintStream> rest) {
    context.tell(
        out -> {
          problems.forEach(problem -> out.println("! " + problem));
          rest.accept(out);
        });
    return Iterables.isEmpty(problems);
  }
}
