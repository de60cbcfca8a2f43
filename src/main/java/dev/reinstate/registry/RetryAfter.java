package dev.reinstate.registry;

import com.google.common.net.HttpHeaders;
import com.google.common.primitives.Longs;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * {@code Retry-After}: seconds, or a date.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
final class RetryAfter {

  /** No host may stop a run for longer. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final InstantSource clock;

  RetryAfter(InstantSource clock) {
    this.clock = clock;
  }

  /** How long to wait; empty when the header is missing or not understood. */
  Optional<Duration> of(Response response) {
    return response.header(HttpHeaders.RETRY_AFTER).flatMap(this::parse).map(RetryAfter::bounded);
  }

  private Optional<Duration> parse(String value) {
    Long seconds = Longs.tryParse(value.trim());
    return seconds != null ? Optional.of(Duration.ofSeconds(seconds)) : date(value.trim());
  }

  private Optional<Duration> date(String value) {
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.instant(), date));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
  }
}
