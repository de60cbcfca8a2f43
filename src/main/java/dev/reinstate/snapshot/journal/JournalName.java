package dev.reinstate.snapshot.journal;

import dev.reinstate.snapshot.SnapshotName;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a journal entry: its time in whole seconds and the beginning of the plan's id, such
 * as {@code 2026-11-23T02-00-00Z-0f3a9c0d1e2b}. The order of names is that of times.
 */
public record JournalName(SnapshotName at, String plan) implements Comparable<JournalName> {

  private static final Pattern PATTERN = Pattern.compile("(.{20})-([0-9a-f]{12})");

  static JournalName of(Instant moment, String planId) {
    return new JournalName(SnapshotName.at(moment), planId.substring(0, 12));
  }

  /** Reads a name; empty for what is not one. */
  static Optional<JournalName> parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    return matcher.matches()
        ? SnapshotName.parse(matcher.group(1)).map(at -> new JournalName(at, matcher.group(2)))
        : Optional.empty();
  }

  /** The time, a fraction of a second cut off. */
  public Instant time() {
    return at.time();
  }

  /** The name one second later. */
  JournalName next() {
    return new JournalName(at.next(), plan);
  }

  @Override
  public int compareTo(JournalName other) {
    return Comparator.comparing(JournalName::at)
        .thenComparing(JournalName::plan)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return at + "-" + plan;
  }
}
