package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Quota;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A quota that a registry enforces. Registry and client share a time of their own, in which each
 * request takes a while and waiting takes none, so that the machine's speed does not count.
 */
@Timeout(60)
final class QuotaTest {

  private static final double PER_SECOND = 83;
  private static final int REQUESTS = 4000;

  private final VirtualTime time = new VirtualTime();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void runWithinAQuotaLosesNothingAndLittleTime(int millisecondsOfEach) throws IOException {
    EmbeddedRegistryOptions limited =
        EmbeddedRegistryOptions.defaults()
            .withClock(() -> Instant.EPOCH.plusNanos(time.nanoTime()))
            .withQuota(Quota.of(PER_SECOND, (int) PER_SECOND));
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(limited);
        RegistryClient client =
            RegistryClient.open(RegistrySettings.defaults(ImmutableMap.of()).withWaiting(time))) {
      SampleImage image = new SampleImages(83).docker(10);
      registry.contents().put("prod/pause", image, "v1");
      registry
          .latency()
          .set(
              target -> {
                time.sleep(Duration.ofMillis(millisecondsOfEach));
                return Duration.ZERO;
              });
      ask(client, new Repository(registry.host(), "prod/pause"))
          .forEach(answer -> assertInstanceOf(LiveRepository.Contents.class, answer));

      long refused = registry.counts().withStatus(429);
      assertEquals(REQUESTS, registry.counts().withStatus(200));
      assertTrue(refused > 0, "the quota was never met");
      assertTrue(refused <= 0.05 * registry.counts().total(), refused + " were refused");
      assertTrue(time.total().toMillis() <= 1300 * REQUESTS / PER_SECOND, "took " + time.total());
    }
  }

  private static List<LiveRepository> ask(RegistryClient client, Repository repository) {
    Expectation everything = Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());
    return new FanOut(256)
        .map(
            IntStream.range(0, REQUESTS).boxed().toList(),
            i -> client.reader().read(repository, everything));
  }
}
