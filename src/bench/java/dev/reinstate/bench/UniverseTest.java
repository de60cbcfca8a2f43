package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reinstate.manifest.DesiredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated and copied manifests are what they are said to be. */
final class UniverseTest {

  private static final String GOOD = "sha256:" + "a".repeat(64);

  @TempDir private Path directory;

  @Test
  void theGeneratedOneIsAsLargeAsTheRealOne() throws IOException {
    DesiredState desired =
        Universe.load(GeneratedUniverse.write(directory, Regions.MULTI_REGIONS, Setting.Size.FULL));
    assertEquals(2_397, desired.repositories().size());
    assertEquals(141_075, Universe.edges(desired));
  }

  @Test
  void aCopyLacksWhatIsMalformedAndGoesWhereAsked() throws IOException {
    ThinManifest thin = new ThinManifest(directory.resolve("from"), "k8s-staging-demo");
    thin.writeRegistries(
        "gcr.io/k8s-staging-demo", Regions.MULTI_REGIONS.stream().map(r -> r + "/demo").toList());
    thin.writeImages(
        "- name: app\n  dmap:\n    \"ha256:%s\": [\"v0\"]\n    \"%s\": [\"v1\"]\n"
            .formatted("b".repeat(64), GOOD));

    Path copy =
        new CopiedUniverse(Regions.ofToday(2))
            .copy(directory.resolve("from"), Files.createDirectory(directory.resolve("to")));

    assertEquals(
        List.of(
            "asia-east1-docker.pkg.dev/k8s-artifacts-prod/images/demo/app",
            "us-central1-docker.pkg.dev/k8s-artifacts-prod/images/demo/app"),
        Universe.load(List.of(copy)).repositories().keySet().stream()
            .map(Object::toString)
            .toList());
    assertEquals(2, Universe.images(Universe.load(List.of(copy))));
  }
}
