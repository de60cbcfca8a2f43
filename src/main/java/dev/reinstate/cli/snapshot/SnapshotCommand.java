package dev.reinstate.cli.snapshot;

import picocli.CommandLine.Command;

/** Everything about snapshots. */
@Command(
    name = "snapshot",
    description = "Take and read snapshots of the registries.",
    mixinStandardHelpOptions = true)
public final class SnapshotCommand {}
