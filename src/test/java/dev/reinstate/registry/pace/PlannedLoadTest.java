package dev.reinstate.registry.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.endpoint.Rewrites;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PlannedLoadTest {

  @Test
  void timeIsThatOfTheTightestLimit() throws IOException {
    ImmutableMap<Repository, Long> requests =
        ImmutableMap.of(
            Repository.parse("us-west1-docker.pkg.dev/prod/images/a"), 7200L,
            Repository.parse("asia-east1-docker.pkg.dev/prod/images/a"), 800L,
            Repository.parse("asia-east1-docker.pkg.dev/staging/b"), 80L);
    assertEquals(
        ImmutableList.of(
            new PlannedLoad("asia-east1-docker.pkg.dev", 880, Duration.ofSeconds(100)),
            new PlannedLoad("us-west1-docker.pkg.dev", 7200, Duration.ofSeconds(100))),
        PlannedLoad.of(requests, Limits.atOnce(64)));
    assertEquals(
        ImmutableList.of(
            new PlannedLoad("asia-east1-docker.pkg.dev", 880, Duration.ofSeconds(202)),
            new PlannedLoad("us-west1-docker.pkg.dev", 7200, Duration.ofSeconds(202))),
        PlannedLoad.of(requests, Limits.atOnce(64).withTotal(80).withPart(() -> 0.5)));
  }

  @Test
  void loadIsSummedByTheHostsThatAreReallyAsked() throws IOException {
    RegistrySettings settings =
        RegistrySettings.defaults(ImmutableMap.of())
            .withRewrites(Rewrites.parse(ImmutableList.of("k8s.gcr.io=127.0.0.1:5000/mirror")));
    try (RegistryClient client = RegistryClient.open(settings)) {
      assertEquals(
          ImmutableList.of(
              new PlannedLoad("127.0.0.1:5000", 1280, Duration.ofSeconds(2)),
              new PlannedLoad("us.gcr.io", 4800, Duration.ofSeconds(60))),
          client.plannedLoad(
              ImmutableMap.of(
                  Repository.parse("us.gcr.io/prod/a"), 4000L,
                  Repository.parse("us.gcr.io/prod/b"), 800L,
                  Repository.parse("k8s.gcr.io/c"), 1280L)));
    }
  }
}
