package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.FanOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TokenCacheTest {

  private static final TokenCache.Key KEY =
      new TokenCache.Key(
          "us.gcr.io",
          Optional.empty(),
          new HostCredential.Anonymous(""),
          URI.create("https://us.gcr.io/v2/token"),
          "",
          ImmutableList.of("repository:prod/pause:pull"));

  private Instant now = Instant.EPOCH;
  private final AtomicInteger fetched = new AtomicInteger();
  private final TokenCache tokens = new TokenCache(() -> now);

  @Test
  void tokenIsRenewedBeforeItExpires() throws IOException {
    assertEquals("token-1", get(Optional.empty()));
    now = now.plusSeconds(79);
    assertEquals("token-1", get(Optional.empty()));
    now = now.plusSeconds(1);
    assertEquals("token-2", get(Optional.empty()));
  }

  @Test
  void refusedTokenIsNotGivenAgain() throws IOException {
    assertEquals("token-1", get(Optional.empty()));
    assertEquals("token-2", get(Optional.of("token-1")));
    // The next who was refused the old one gets what is new already.
    assertEquals("token-2", get(Optional.of("token-1")));
  }

  @Test
  void oneFetchServesAllWhoWait() {
    ImmutableList<String> given =
        new FanOut(50).map(Collections.nCopies(50, KEY), key -> unchecked(Optional.empty()));
    assertEquals(Collections.nCopies(50, "token-1"), given);
  }

  @Test
  void failedFetchIsTriedAgainByTheNext() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            tokens.get(
                KEY,
                Optional.empty(),
                key -> {
                  throw new IOException("down");
                }));
    assertEquals("token-1", get(Optional.empty()));
  }

  private String get(Optional<String> refused) throws IOException {
    return tokens.get(
        KEY,
        refused,
        key -> new TokenCache.Token("token-" + fetched.incrementAndGet(), Duration.ofSeconds(100)));
  }

  private String unchecked(Optional<String> refused) {
    try {
      return get(refused);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
