package dev.reinstate.registry.artifactregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.base.Splitter;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.endpoint.Rewrites;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArtifactRepositoryTest {

  @ParameterizedTest
  @CsvSource({
    // what it is called,                    rewrites,                          location project
    // name
    "us-docker.pkg.dev/prod/images/pause,    '',                                us prod images",
    "us-west1-docker.pkg.dev/prod/images,    '',                                us-west1 prod images",
    "us-docker.pkg.dev/prod/images/k8s/pause, us-docker.pkg.dev=eu-docker.pkg.dev, eu prod images",
    "us.example/x/pause, us.example/x=us-docker.pkg.dev/prod/images,            us prod images",
    "us-docker.pkg.dev/prod/images/pause,"
        + " us-docker.pkg.dev=localhost:1 artifactregistry.googleapis.com=localhost:2,"
        + " us prod images",
    "us-docker.pkg.dev/prod/pause,"
        + " us-docker.pkg.dev/prod=localhost:1/drill/images"
        + " artifactregistry.googleapis.com/v1/projects/drill=localhost:1/v1/projects/drill,"
        + " us drill images",
  })
  void placeIsReadOffTheAddress(String name, String rewrites, String expected) {
    ArtifactRepository found = of(name, rewrites).orElseThrow();
    assertEquals(expected, found.location() + " " + found.project() + " " + found.name());
  }

  @ParameterizedTest
  @CsvSource({
    "us.gcr.io/prod/images/pause,              ''",
    "us-docker.pkg.dev/prod,                   ''",
    "us-python.pkg.dev/prod/images/pause,      ''",
    "us-docker.pkg.dev/example.com/prod/images/pause, ''",
    // The API knows nothing of what lies elsewhere, nor does another API of what lies there.
    "us-docker.pkg.dev/prod/images/pause,      us-docker.pkg.dev=localhost:1",
    "us-docker.pkg.dev/prod/images/pause,      artifactregistry.googleapis.com=localhost:1",
  })
  void nothingIsAskedAboutOtherPlaces(String name, String rewrites) {
    assertEquals(Optional.empty(), of(name, rewrites));
  }

  @Test
  void resourceAndImagesAreNamedAsTheApiNamesThem() {
    ArtifactRepository images = new ArtifactRepository("us", "prod", "images");
    assertEquals(
        "artifactregistry.googleapis.com/v1/projects/prod/locations/us/repositories/images",
        images.resource().toString());
    assertEquals("us-docker.pkg.dev/prod/images/", images.imagePrefix());
  }

  private static Optional<ArtifactRepository> of(String name, String rewrites) {
    return ArtifactRepository.of(
        Repository.parse(name),
        Rewrites.parse(Splitter.on(' ').omitEmptyStrings().splitToList(rewrites)));
  }
}
