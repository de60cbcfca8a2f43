package dev.reinstate.registry.pace;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HttpHeaders;
import com.google.common.primitives.Doubles;
import dev.reinstate.registry.wire.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code Retry-After}: seconds, or a date.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
public final class RetryAfter {

  /** No host may stop a run for longer. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Where it is not understood. */
  private static final Duration UNCLEAR = Duration.ofSeconds(5);

  private static final ImmutableList<DateTimeFormatter> FORMS =
      ImmutableList.of(
          form("d MMM uuuu HH:mm:ss 'GMT'"),
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("d-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ROOT),
          form("EEE MMM ppd HH:mm:ss uuuu"));

  private final InstantSource clock;

  public RetryAfter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * How long to wait; empty when the header is missing. What it says that is not understood is
   * still a wish to be left alone.
   */
  Optional<Duration> of(Response response) {
    return response
        .header(HttpHeaders.RETRY_AFTER)
        .map(
            value -> bounded(seconds(value.strip()).or(() -> date(value.strip())).orElse(UNCLEAR)));
  }

  /** Some write fractions. */
  private static Optional<Duration> seconds(String value) {
    Double seconds = Doubles.tryParse(value);
    return seconds == null || seconds.isNaN()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) Math.ceil(Math.clamp(seconds, 0.0, 1e9) * 1000)));
  }

  /** All three forms of RFC 9110, section 5.6.7; the day of the week says nothing more. */
  private Optional<Duration> date(String value) {
    String date = value.substring(value.indexOf(',') + 1).strip();
    for (DateTimeFormatter form : FORMS) {
      try {
        Instant then = LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC);
        return Optional.of(Duration.between(clock.instant(), then));
      } catch (DateTimeException e) {
        // It may have another form.
      }
    }
    return Optional.empty();
  }

  private static Duration bounded(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
  }

  private static DateTimeFormatter form(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ROOT);
  }
}
