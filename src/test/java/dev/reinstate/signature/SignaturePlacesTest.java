package dev.reinstate.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.signature.SignaturePolicy.CanonicalPlace;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where what is attached to an image belongs. */
final class SignaturePlacesTest {

  /** The regions that the Kubernetes project promotes to. */
  private static final ImmutableList<String> REGIONS =
      ImmutableList.of(
          "asia-east1",
          "asia-northeast1",
          "asia-northeast2",
          "asia-south1",
          "asia-southeast1",
          "australia-southeast1",
          "europe-north1",
          "europe-southwest1",
          "europe-west1",
          "europe-west2",
          "europe-west3",
          "europe-west4",
          "europe-west8",
          "europe-west9",
          "southamerica-west1",
          "us-central1",
          "us-east1",
          "us-east4",
          "us-east5",
          "us-south1",
          "us-west1",
          "us-west2");

  private static CanonicalPlace place(String to, String... from) {
    return new CanonicalPlace(new RepositoryGlobs(List.of(from)), RegistryPrefix.parse(to));
  }

  private static String placeOf(String repository, CanonicalPlace... places) {
    return new SignaturePolicy(ImmutableList.of(), ImmutableList.of(), ImmutableList.copyOf(places))
        .placeOf(Repository.parse(repository))
        .toString();
  }

  @Test
  void ofAllRegionsItIsOne() {
    CanonicalPlace central =
        place(
            "us-central1-docker.pkg.dev/k8s-artifacts-prod/images",
            "*-docker.pkg.dev/k8s-artifacts-prod/images");

    assertEquals(22, REGIONS.size());
    assertEquals(
        List.of("us-central1-docker.pkg.dev/k8s-artifacts-prod/images/kube/proxy"),
        REGIONS.stream()
            .map(region -> region + "-docker.pkg.dev/k8s-artifacts-prod/images/kube/proxy")
            .map(mirror -> placeOf(mirror, central))
            .distinct()
            .collect(Collectors.toList()));
  }

  @Test
  void withoutAWordItIsTheImagesOwnRepository() {
    assertEquals("a.io/b/c", placeOf("a.io/b/c"));
    assertEquals("a.io/b/c", placeOf("a.io/b/c", place("x.io", "a.io/b/c", "a.io/b/c/*", "b")));
  }

  @ParameterizedTest
  @CsvSource({
    "a.io/img,             x.io/whole/img",
    "a.io/prod/img,        x.io/prod/img",
    "a.io/prod/sub/img,    x.io/sub/img",
    "a.io/prod/subs/img,   x.io/prod/subs/img",
    "a.io/prod/sub,        x.io/prod/sub",
    "b.io/prod/sub/deep/i, x.io/sub/deep/i",
    "a.io/production/img,  x.io/whole/production/img",
    "c.io/prod/img,        c.io/prod/img",
    "a.io:5000/prod/img,   a.io:5000/prod/img",
    "m.io:5000/img,        x.io/ported/img",
  })
  void theLongestPrefixCountsWhateverTheOrder(String repository, String expected) {
    List<CanonicalPlace> places =
        List.of(
            place("x.io/whole", "a.io"),
            place("x.io/prod", "a.io/prod"),
            place("x.io/sub", "[ab].io/prod/sub"),
            place("x.io/ported", "m.io:5000"));

    assertEquals(expected, placeOf(repository, places.toArray(CanonicalPlace[]::new)));
    assertEquals(expected, placeOf(repository, places.reversed().toArray(CanonicalPlace[]::new)));
  }

  @Test
  void ofTwoForOnePrefixTheFirstDecides() {
    assertEquals(
        "x.io/img", placeOf("a.io/prod/img", place("x.io", "a.io/*"), place("y.io", "a.io/prod")));
    assertEquals(
        List.of("x.io/i", "x.io/i"),
        Stream.of("b.io/i", "c.io/i")
            .map(mirror -> placeOf(mirror, place("x.io", "b.io", "c.io")))
            .toList());
  }
}
