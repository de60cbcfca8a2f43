package dev.reinstate.cli;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.cli.console.JsonLog;
import dev.reinstate.cli.console.Log;
import dev.reinstate.cli.console.Severity;
import java.io.PrintStream;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How standard error is written. */
public enum LogFormat {
  TEXT,
  JSON;

  static final String OPTION = "--log-format";

  /** What Prow sets and we label with, so that one query finds a job's lines. */
  private static final ImmutableMap<String, String> LABELS =
      ImmutableMap.of(
          "JOB_NAME", "prow_job",
          "BUILD_ID", "prow_build",
          "JOB_COMPLETION_INDEX", "shard");

  /** That one option, of whatever command; everything else is passed over. */
  @Command(name = "reinstate")
  private static final class Preview {
    @Option(names = OPTION)
    private LogFormat format;
  }

  /**
   * The format that a command line asks for, known before anything else of it is understood. When
   * it is not given or makes no sense: JSON for the service, text for everything else.
   */
  public static LogFormat of(String... args) {
    Preview preview = new Preview();
    try {
      new CommandLine(preview)
          .setUnmatchedArgumentsAllowed(true)
          .setOverwrittenOptionsAllowed(true)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      // The command itself will complain.
      return TEXT;
    }
    return preview.format == null ? usual(args) : preview.format;
  }

  private static LogFormat usual(String... args) {
    return args.length > 0 && args[0].equals(AuditCommand.NAME) ? JSON : TEXT;
  }

  /** A log in this format. */
  public Log log(PrintStream err, ImmutableMap<String, String> environment, InstantSource clock) {
    return switch (this) {
      case TEXT -> new TextLog(err);
      case JSON -> new JsonLog(err, clock, labels(environment));
    };
  }

  private static ImmutableMap<String, String> labels(ImmutableMap<String, String> environment) {
    ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
    LABELS.forEach(
        (variable, label) -> {
          if (environment.containsKey(variable)) {
            labels.put(label, environment.get(variable));
          }
        });
    return labels.buildOrThrow();
  }

  /** For people: the messages and nothing else. */
  private record TextLog(PrintStream stream) implements Log {

    @Override
    public void say(Severity severity, String message) {
      stream.println(message);
    }
  }
}
