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
import dev.reinstate.sandbox.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.Quota;
import dev.reinstate.sandbox.SampleImage;
import dev.reinstate.sandbox.SampleImages;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A quota that a registry enforces, in real time. */
@Timeout(60)
final class QuotaTest {

  private static final double PER_SECOND = 83;
  private static final int REQUESTS = 1300;

  @Test
  void runWithinAQuotaLosesNothingAndLittleTime() throws IOException {
    EmbeddedRegistryOptions limited =
        EmbeddedRegistryOptions.defaults().withQuota(Quota.of(PER_SECOND, (int) PER_SECOND));
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(limited);
        RegistryClient client = RegistryClient.open(RegistrySettings.defaults(ImmutableMap.of()))) {
      SampleImage image = new SampleImages(83).docker(10);
      registry.contents().put("prod/pause", image, "v1");
      Repository repository = new Repository(registry.host(), "prod/pause");
      Expectation everything = Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());

      long start = System.nanoTime();
      List<LiveRepository> answers =
          new FanOut(256)
              .map(
                  IntStream.range(0, REQUESTS).boxed().toList(),
                  i -> client.reader().read(repository, everything));
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      answers.forEach(answer -> assertInstanceOf(LiveRepository.Contents.class, answer));
      long refused = registry.counts().withStatus(429);
      assertEquals(REQUESTS, registry.counts().withStatus(200));
      assertTrue(refused <= 0.05 * registry.counts().total(), refused + " were refused");
      assertTrue(took.toMillis() <= 1300 * REQUESTS / PER_SECOND, "took " + took);
    }
  }
}
