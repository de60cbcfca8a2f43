package dev.reinstate.cli;

import dev.reinstate.cli.console.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line as a whole. */
@Command(
    name = "reinstate",
    description =
        "Puts container registries back the way their promoter manifests say they should be.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RootCommand {

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
