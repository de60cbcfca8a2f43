package dev.reinstate.cli;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.report.ReportMergeCommand;
import dev.reinstate.cli.snapshot.SnapshotDiffCommand;
import dev.reinstate.cli.snapshot.SnapshotDrillCommand;
import dev.reinstate.cli.snapshot.SnapshotExportCommand;
import dev.reinstate.cli.snapshot.SnapshotListCommand;
import dev.reinstate.cli.snapshot.SnapshotTakeCommand;
import dev.reinstate.cli.snapshot.SnapshotVerifyCommand;
import java.util.function.Function;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** All commands. */
public final class Commands {

  private static final String DEFAULT = "reconcile";
  private static final String COMPLETION = "generate-completion";

  /** In the order in which help lists them. */
  private static final ImmutableMap<String, Function<ProcessContext, CommandLine>> ALL =
      ImmutableMap.<String, Function<ProcessContext, CommandLine>>builder()
          .put(DEFAULT, with -> new CommandLine(new ReconcileCommand(with)))
          .put("scrub", with -> new CommandLine(new ScrubCommand(with)))
          .put("signatures", Commands::signatures)
          .put("validate", with -> new CommandLine(new ValidateCommand(with)))
          .put("snapshot", Commands::snapshot)
          .put("report", Commands::report)
          .put("audit", with -> new CommandLine(new AuditCommand(with)))
          .put("sandbox", with -> new CommandLine(new SandboxCommand(with)))
          .buildOrThrow();

  private Commands() {}

  /** Every command. */
  public static CommandLine in(ProcessContext context) {
    CommandLine root = new CommandLine(new RootCommand());
    ALL.forEach((name, command) -> root.addSubcommand(name, command.apply(context)));
    return root.addSubcommand(COMPLETION, completion());
  }

  /** The one command that is named: describing the others takes as long as a short run. */
  static CommandLine only(String name, ProcessContext context) {
    if (name.equals(COMPLETION)) {
      return in(context);
    }
    return new CommandLine(new RootCommand()).addSubcommand(name, ALL.get(name).apply(context));
  }

  /** The command that arguments name; options alone are meant for the default command. */
  static String namedBy(String... args) {
    return args.length > 0 && (ALL.containsKey(args[0]) || args[0].equals(COMPLETION))
        ? args[0]
        : DEFAULT;
  }

  private static CommandLine snapshot(ProcessContext context) {
    return new CommandLine(new SnapshotCommand())
        .addSubcommand(new SnapshotTakeCommand(context))
        .addSubcommand(new SnapshotListCommand(context))
        .addSubcommand(new SnapshotVerifyCommand(context))
        .addSubcommand(new SnapshotExportCommand(context))
        .addSubcommand(new SnapshotDiffCommand(context))
        .addSubcommand(new SnapshotDrillCommand(context));
  }

  private static CommandLine signatures(ProcessContext context) {
    return new CommandLine(new SignaturesCommand())
        .addSubcommand(new SignaturesVerifyCommand(context));
  }

  /** Prints a script for the shell, which needs to know all the others. */
  private static CommandLine completion() {
    CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
    completion.getCommandSpec().usageMessage().hidden(true);
    return completion;
  }

  private static CommandLine report(ProcessContext context) {
    return new CommandLine(new ReportCommand()).addSubcommand(new ReportMergeCommand(context));
  }

  /** The command line as a whole. */
  @Command(
      name = "reinstate",
      description =
          "Puts container registries back the way their promoter manifests say they should be.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class RootCommand {

    /** Read beforehand, by {@link LogFormat#of}; here so that it is known and explained. */
    @Option(
        names = LogFormat.OPTION,
        paramLabel = "FORMAT",
        scope = ScopeType.INHERIT,
        description =
            "how standard error is written: text, or json for Cloud Logging (default: text; for audit"
                + " json)")
    LogFormat logFormat;
  }

  /** Everything about reports of earlier runs. */
  @Command(
      name = "report",
      description = "Work on the reports of earlier runs.",
      mixinStandardHelpOptions = true)
  private static final class ReportCommand {}

  /** Everything about signatures. */
  @Command(
      name = "signatures",
      description = "Look at what is attached to images.",
      mixinStandardHelpOptions = true)
  private static final class SignaturesCommand {}

  /** Everything about snapshots. */
  @Command(
      name = "snapshot",
      description = "Take and read snapshots of the registries.",
      mixinStandardHelpOptions = true)
  private static final class SnapshotCommand {}

  /** The version in the jar's manifest. */
  private static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = getClass().getPackage().getImplementationVersion();
      return new String[] {"reinstate " + (version == null ? "(not packaged)" : version)};
    }
  }
}
