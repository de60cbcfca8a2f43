package dev.reinstate.registry.pace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Intent;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Quotas that others have used up, asked with all pauses and attempts that a run has. */
@Timeout(20)
final class RetriesTest {

  private static final String USER =
      "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"Quota exceeded for quota metric"
          + " 'Requests per project per user' of service 'artifactregistry.googleapis.com'.\"}]}";

  private static final String REGION = "us-central1-docker.pkg.dev";

  private final VirtualTime time = new VirtualTime();

  /** Another program of the same user has the rest of each minute at its fifth second. */
  @Test
  void quotaOfAMinuteThatOthersUseUpIsWaitedFor() throws IOException {
    Client client = client(request -> answer(request, second() % 60 >= 5 ? USER : ""));
    time.sleep(Duration.ofSeconds(5));
    for (int i = 0; i < 30; i++) {
      assertEquals(200, client.ask(i % 2 == 0 ? REGION : "europe-west1-docker.pkg.dev"));
    }
    assertTrue(second() >= 60 && second() <= 66, () -> "took " + time.total());
  }

  @Test
  void quotaThatNeverReturnsIsAskedForNoLongerThanADeadline() {
    Client client = client(request -> answer(request, USER));
    RegistryException given = assertThrows(RegistryException.class, () -> client.ask(REGION));
    assertEquals(429, given.status().orElseThrow());
    assertTrue(second() >= 890 && second() <= 910, () -> "took " + time.total());
  }

  /** It may say what it likes of when to come back. */
  @Test
  void hostByItselfIsAskedTenTimes() {
    Client client =
        client(
            request ->
                new Response(
                    request.uri(),
                    429,
                    ImmutableListMultimap.of("retry-after", "0"),
                    new ByteArrayInputStream(new byte[0]),
                    () -> {}));
    assertEquals(10, assertThrows(RegistryException.class, () -> client.ask("quay.io")).attempts());
  }

  private long second() {
    return time.total().toSeconds();
  }

  private interface Client {
    int ask(String host) throws IOException;
  }

  private Client client(Exchange next) {
    Limits limits = Limits.atOnce(64);
    Exchange governed =
        new GovernedExchange(
            next, limits, time, new RetryAfter(InstantSource.fixed(Instant.EPOCH)));
    Retries retries = new Retries(time, limits);
    return host -> retries.run(host, number -> once(governed, get(host)));
  }

  private static int once(Exchange exchange, Request request) throws IOException {
    try (Response response = exchange.send(request)) {
      if (response.status() == 200) {
        return 200;
      }
      throw Refusals.of(request, response, "");
    }
  }

  /** A refusal that says why, or none. */
  private static Response answer(Request request, String refusal) {
    return new Response(
        request.uri(),
        refusal.isEmpty() ? 200 : 429,
        ImmutableListMultimap.of(),
        new ByteArrayInputStream(refusal.getBytes(UTF_8)),
        () -> {});
  }

  private static Request get(String host) {
    return new Request(
        new Repository(host, "prod/pause"),
        Optional.empty(),
        ImmutableList.of(),
        "GET",
        Origin.uriOf(host, PlainHosts.LOOPBACK),
        ImmutableMap.of(),
        Optional.empty(),
        Intent.READ);
  }
}
