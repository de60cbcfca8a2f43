package dev.reinstate.proof;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a proof's document: the time when its run began, in whole seconds, and what tells it
 * from others of that second, such as {@code 20261127T103000Z-0f3a9c0d}.
 */
record ProofName(ProofKind kind, Instant time, String suffix) {

  private static final Pattern PATTERN = Pattern.compile("(\\d{8}T\\d{6}Z)-([0-9a-f]{1,64})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Throws {@link IllegalArgumentException} for a suffix that is not hexadecimal. */
  ProofName {
    if (!PATTERN.matcher(text(time, suffix)).matches()) {
      throw new IllegalArgumentException("no name for a proof: " + text(time, suffix));
    }
  }

  /** Reads a name; empty for what is not one of this kind. */
  static Optional<ProofName> parse(ProofKind kind, String text) {
    Matcher matcher =
        PATTERN.matcher(
            text.startsWith(kind.prefix()) ? text.substring(kind.prefix().length()) : "");
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant time = TIME.parse(matcher.group(1), Instant::from);
      return Optional.of(new ProofName(kind, time, matcher.group(2)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What the names begin with that are not older. */
  static String from(ProofKind kind, Instant time) {
    return kind.prefix() + TIME.format(time);
  }

  ProofName next() {
    return new ProofName(kind, time.plusSeconds(1), suffix);
  }

  private static String text(Instant time, String suffix) {
    return TIME.format(time) + "-" + suffix;
  }

  @Override
  public String toString() {
    return kind.prefix() + text(time, suffix);
  }
}
