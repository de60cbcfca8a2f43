package dev.reinstate.cli;

import picocli.CommandLine.Command;

/** Everything about reports of earlier runs. */
@Command(
    name = "report",
    description = "Work on the reports of earlier runs.",
    mixinStandardHelpOptions = true)
final class ReportCommand {}
