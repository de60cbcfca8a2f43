package dev.reinstate.report.merge;

import dev.reinstate.reconcile.Mode;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.report.RunReport;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a kept result, such as {@code
 * 2026-11-27T20-23-00.500Z.reconcile-dry-run.shard-3-of-8.reinstate-disaster-x7k2p}.
 *
 * @param time when the run ended, in whole milliseconds, by the clock of its machine
 * @param kind what the run was for, and whether it was dry
 * @param shard empty for a run that was not divided
 * @param run what all parts of one run have in common; empty where nobody named it
 */
public record ResultName(Instant time, String kind, Optional<Shard> shard, Optional<String> run)
    implements Comparable<ResultName> {

  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern PATTERN =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}T\\d{2})-(\\d{2})-(\\d{2}\\.\\d{3}Z)\\.([a-z-]+)"
              + "\\.(?:whole|shard-(\\d{1,6})-of-(\\d{1,6}))(?:\\.("
              + RUN
              + "))?");
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
  private static final Comparator<ResultName> ORDER =
      Comparator.comparing(ResultName::time).thenComparing(ResultName::toString);

  /** The name for what a run has to say. */
  public static ResultName of(RunReport report, Optional<String> run) {
    boolean dry = report.result().mode() == Mode.DRY_RUN;
    return new ResultName(
        report.createdAt().truncatedTo(ChronoUnit.MILLIS),
        report.job().word() + (dry ? "-dry-run" : ""),
        report.result().inputs().shard(),
        run);
  }

  /** Reads a name; empty for what is not one. */
  public static Optional<ResultName> parse(String text) {
    Matcher parts = PATTERN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      String time = "%s:%s:%s".formatted(parts.group(1), parts.group(2), parts.group(3));
      Optional<Shard> shard =
          Optional.ofNullable(parts.group(5))
              .map(index -> new Shard(Integer.parseInt(index), Integer.parseInt(parts.group(6))));
      return Optional.of(
          new ResultName(
              Instant.parse(time), parts.group(4), shard, Optional.ofNullable(parts.group(7))));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * What a user may call a run; {@link IllegalArgumentException} for what has no place in a name.
   */
  public static String run(String text) {
    if (!RUN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not 1 to 128 letters, digits, '.', '_' and '-'");
    }
    return text;
  }

  /** The next name for the same, where one is taken. */
  public ResultName next() {
    return new ResultName(time.plusMillis(1), kind, shard, run);
  }

  /** Whether both may be parts of one run, or one a second attempt at the other. */
  boolean isOfTheRunOf(ResultName other) {
    return kind.equals(other.kind)
        && run.equals(other.run)
        && shard.map(Shard::count).equals(other.shard.map(Shard::count));
  }

  @Override
  public int compareTo(ResultName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%s.%s.%s%s"
        .formatted(
            MILLISECONDS.format(time).replace(':', '-'),
            kind,
            shard.map(it -> "shard-%d-of-%d".formatted(it.index(), it.count())).orElse("whole"),
            run.map("."::concat).orElse(""));
  }
}
