package dev.reinstate.cli;

import picocli.CommandLine;

/** All commands. */
final class Commands {

  private Commands() {}

  static CommandLine in(Surroundings surroundings) {
    return new CommandLine(new RootCommand())
        .addSubcommand(new ReconcileCommand(surroundings))
        .addSubcommand(new ValidateCommand(surroundings))
        .addSubcommand(
            new CommandLine(new SnapshotCommand())
                .addSubcommand(new SnapshotTakeCommand(surroundings))
                .addSubcommand(new SnapshotListCommand(surroundings))
                .addSubcommand(new SnapshotVerifyCommand(surroundings))
                .addSubcommand(new SnapshotExportCommand(surroundings))
                .addSubcommand(new SnapshotDiffCommand(surroundings))
                .addSubcommand(new SnapshotDrillCommand(surroundings)))
        .addSubcommand(
            new CommandLine(new ReportCommand())
                .addSubcommand(new ReportMergeCommand(surroundings)))
        .addSubcommand(new AuditCommand(surroundings))
        .addSubcommand(new SandboxCommand(surroundings));
  }
}
