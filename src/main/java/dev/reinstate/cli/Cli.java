package dev.reinstate.cli;

import dev.reinstate.concurrent.CancelledException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs one command line. The only place that turns exceptions into exit codes. */
public final class Cli {

  private static final String DEFAULT_COMMAND = "reconcile";

  private final Surroundings surroundings;

  public Cli(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs the command to its end; never throws. */
  public ExitCode run(String... args) {
    CommandLine commands = new CommandLine(new RootCommand(), new Commands(surroundings));
    commands.setOut(writer(surroundings.out()));
    commands.setErr(writer(surroundings.err()));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler((e, given) -> usage(e));
    commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e).value());
    commands.setExecutionStrategy(new CommandLine.RunLast());
    int value = commands.execute(withCommand(commands, args));
    return Arrays.stream(ExitCode.values())
        .filter(code -> code.value() == value)
        .findFirst()
        .orElse(ExitCode.UNEXPECTED);
  }

  /** Options alone are meant for the default command. */
  private static String[] withCommand(CommandLine commands, String[] args) {
    List<String> own = List.of("-h", "--help", "-V", "--version");
    boolean named =
        args.length > 0
            && (commands.getSubcommands().containsKey(args[0]) || own.contains(args[0]));
    return named
        ? args
        : Stream.concat(Stream.of(DEFAULT_COMMAND), Arrays.stream(args)).toArray(String[]::new);
  }

  private int usage(CommandLine.ParameterException e) {
    surroundings.err().println(e.getMessage());
    surroundings
        .err()
        .println(
            "`" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help` lists them.");
    return ExitCode.USAGE.value();
  }

  private ExitCode failed(Exception e) {
    return switch (e) {
      case UsageException usage -> {
        usage.problems().forEach(surroundings.err()::println);
        yield ExitCode.USAGE;
      }
      case CancelledException ignored -> {
        surroundings.err().println("Stopped before the end; run again to go on.");
        yield ExitCode.PARTIAL;
      }
      case IOException failure -> {
        surroundings.err().println(failure.getMessage());
        yield ExitCode.UNEXPECTED;
      }
      default -> {
        e.printStackTrace(surroundings.err());
        yield ExitCode.UNEXPECTED;
      }
    };
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
