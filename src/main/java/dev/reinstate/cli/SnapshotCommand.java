package dev.reinstate.cli;

import picocli.CommandLine.Command;

/** Everything about snapshots. */
@Command(
    name = "snapshot",
    description = "Take and read snapshots of the registries.",
    mixinStandardHelpOptions = true)
final class SnapshotCommand {}
