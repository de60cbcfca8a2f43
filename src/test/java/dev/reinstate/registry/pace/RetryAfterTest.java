package dev.reinstate.registry.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.registry.wire.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {

  private static final RetryAfter RETRY_AFTER =
      new RetryAfter(InstantSource.fixed(Instant.parse("1994-11-06T08:49:30Z")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7000",
        "1.5 | 1500",
        "0 | 0",
        "-3 | 0",
        "301 | 300000",
        "99999999999999999999999 | 300000",
        "Sun, 06 Nov 1994 08:49:37 GMT | 7000",
        "sun, 6 nov 1994 08:49:37 gmt | 7000",
        "Mon, 06 Nov 1994 08:49:37 GMT | 7000",
        "Sunday, 06-Nov-94 08:49:37 GMT | 7000",
        "Sun Nov  6 08:49:37 1994 | 7000",
        "Sun, 06 Nov 1994 08:49:00 GMT | 0",
        "soon | 5000",
        "7s | 5000",
      })
  void readsWhatServersWrite(String value, long millis) {
    assertEquals(Optional.of(Duration.ofMillis(millis)), RETRY_AFTER.of(response(value)));
  }

  @Test
  void saysNothingWhereThereIsNone() {
    assertEquals(Optional.empty(), RETRY_AFTER.of(response()));
  }

  private static Response response(String... values) {
    ImmutableListMultimap.Builder<String, String> headers = ImmutableListMultimap.builder();
    headers.putAll("retry-after", values);
    return new Response(
        URI.create("https://registry.example/v2/"),
        429,
        headers.build(),
        InputStream.nullInputStream(),
        () -> {});
  }
}
