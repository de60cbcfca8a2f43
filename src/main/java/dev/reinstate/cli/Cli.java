package dev.reinstate.cli;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.Locales;
import dev.reinstate.cli.console.Log;
import dev.reinstate.cli.console.LogHandler;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.console.Severity;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.text.FileFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs one command line. The only place that turns exceptions into exit codes. */
public final class Cli {

  private final ProcessContext given;

  public Cli(ProcessContext context) {
    this.given = context;
  }

  /** Runs the command to its end; never throws. */
  public ExitCode run(String... args) {
    Log log = log(args);
    ExitCode code = runWithin(args);
    return given.output().failure().map(e -> cutOff(code, e, log)).orElse(code);
  }

  /** The same for a command that is a part of another one: that one's output is its own. */
  ExitCode runWithin(String... args) {
    Log log = log(args);
    LogHandler handler = LogHandler.install(log);
    try {
      return run(log, given.withErr(log.stream()), args);
    } finally {
      handler.close();
    }
  }

  private Log log(String... args) {
    return LogFormat.of(args).log(given.err(), given.environment(), given.clock());
  }

  /** Nobody may take the beginning of a result for all of it. */
  private static ExitCode cutOff(ExitCode code, IOException why, Log log) {
    log.say(
        Severity.ERROR,
        "cannot write to standard output: %s; what is there is cut off (the run itself: exit code %d)"
            .formatted(why.getMessage(), code.value()));
    return code == ExitCode.USAGE ? code : ExitCode.UNEXPECTED;
  }

  private static ExitCode run(Log log, ProcessContext context, String... args) {
    ImmutableList<String> unreadable = Locales.unreadable(context.environment(), args);
    if (!unreadable.isEmpty()) {
      unreadable.forEach(problem -> log.say(Severity.ERROR, problem));
      return ExitCode.USAGE;
    }
    Locales.unreadableDirectory(System.getProperty("user.dir", ""))
        .ifPresent(problem -> log.say(Severity.WARNING, problem));
    boolean aboutRoot = isAboutRoot(args);
    String name = Commands.namedBy(args);
    CommandLine commands = aboutRoot ? Commands.in(context) : Commands.only(name, context);
    commands.setOut(writer(context.out()));
    commands.setErr(writer(context.err()));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler((e, given) -> usage(e, log));
    commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, log).value());
    commands.setExecutionStrategy(new CommandLine.RunLast());
    int value = commands.execute(aboutRoot ? args : withCommand(name, args));
    return Arrays.stream(ExitCode.values())
        .filter(code -> code.value() == value)
        .findFirst()
        .orElse(ExitCode.UNEXPECTED);
  }

  /** Only the root itself tells of all commands. */
  private static boolean isAboutRoot(String[] args) {
    return args.length > 0 && List.of("-h", "--help", "-V", "--version").contains(args[0]);
  }

  private static String[] withCommand(String command, String[] args) {
    return args.length > 0 && args[0].equals(command)
        ? args
        : Stream.concat(Stream.of(command), Arrays.stream(args)).toArray(String[]::new);
  }

  private static int usage(CommandLine.ParameterException e, Log log) {
    log.say(Severity.ERROR, e.getMessage());
    log.say(
        Severity.INFO,
        "`" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help` lists them.");
    return ExitCode.USAGE.value();
  }

  private static ExitCode failed(Exception e, Log log) {
    return switch (e) {
      case UsageException usage -> {
        usage.problems().forEach(problem -> log.say(Severity.ERROR, problem));
        yield ExitCode.USAGE;
      }
      case LeaseHeldException held -> {
        log.say(Severity.ERROR, held.getMessage());
        yield ExitCode.REFUSED;
      }
      case InvalidPathException path -> {
        log.say(Severity.ERROR, Locales.said(path));
        yield ExitCode.USAGE;
      }
      case CancelledException ignored -> {
        log.say(Severity.WARNING, "Stopped before the end; run again to go on.");
        yield ExitCode.PARTIAL;
      }
      case IOException failure -> {
        log.say(Severity.ERROR, FileFailure.said(failure));
        yield ExitCode.UNEXPECTED;
      }
      default -> {
        log.say(Severity.CRITICAL, Throwables.getStackTraceAsString(e));
        yield ExitCode.UNEXPECTED;
      }
    };
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
