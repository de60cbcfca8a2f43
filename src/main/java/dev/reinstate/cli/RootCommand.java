package dev.reinstate.cli;

import picocli.CommandLine.Command;

/** The command line as a whole. */
@Command(
    name = "reinstate",
    description =
        "Puts container registries back the way their promoter manifests say they should be.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ReconcileCommand.class,
      ValidateCommand.class,
      SnapshotCommand.class,
      SandboxCommand.class
    })
final class RootCommand {}
