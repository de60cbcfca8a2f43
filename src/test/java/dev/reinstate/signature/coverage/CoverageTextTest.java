package dev.reinstate.signature.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.RegistryPrefix;
import org.junit.jupiter.api.Test;

/** Counts in one line. */
final class CoverageTextTest {

  private static final String US = "us-central1-docker.pkg.dev/prod/images";

  @Test
  void saysWhatLacksByDestinationAndSubprojectTheMostFirst() {
    Coverage coverage =
        all(
            part(US, "ingress-nginx", 1_056, 1_000, 56),
            part(US, "kubernetes", 30_300, 30_000, 300),
            part("gcr.io/prod", "kubernetes", 9_677, 9_677, 0));
    assertEquals(
        "40,677 of 41,033 images have what the policy asks for; lacking 356: "
            + US
            + " 356 (kubernetes 300, ingress-nginx 56)",
        CoverageText.of(coverage));
  }

  @Test
  void staysShort() {
    Coverage coverage =
        all(
            part(US, "a", 1, 0, 1),
            part(US, "b", 2, 0, 2),
            part(US, "c", 3, 0, 3),
            part(US, "d", 3, 0, 3),
            part(US, "e", 5, 0, 5),
            part(US, "f", 6, 0, 6),
            part(US, "g", 7, 0, 7),
            part("gcr.io/prod", "a", 1, 0, 1));
    assertEquals(
        "0 of 28 images have what the policy asks for; lacking 28: "
            + US
            + " 27 (g 7, f 6, e 5, c 3, d 3, and 2 others 3), gcr.io/prod 1 (a 1)",
        CoverageText.of(coverage));
  }

  @Test
  void whatCannotBeToldIsNeitherThereNorLacking() {
    assertEquals(
        "1 of 3 images have what the policy asks for; of 2 nothing can be said",
        CoverageText.of(all(part(US, "a", 3, 1, 0))));
  }

  @Test
  void allAndNone() {
    assertEquals(
        "all 1,234 images have what the policy asks for",
        CoverageText.of(all(part(US, "a", 1_234, 1_234, 0))));
    assertEquals("the policy asks nothing of these images", CoverageText.of(all()));
  }

  private static Coverage all(Coverage... parts) {
    return Coverage.ofAll(ImmutableList.copyOf(parts));
  }

  private static Coverage part(
      String destination, String subproject, int required, int covered, int lacking) {
    return new Coverage(
        ImmutableSortedMap.of(
            new Coverage.Part(RegistryPrefix.parse(destination), subproject),
            new Coverage.Counts(
                new Coverage.Tally(required, covered, lacking), ImmutableSortedMap.of())));
  }
}
