package dev.reinstate.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProwBaseTest {

  @ParameterizedTest
  @ValueSource(strings = {"presubmit", "batch"})
  void isTheBaseOfWhatIsNotMergedYet(String type) {
    assertEquals(
        "4de59ec3",
        ProwBase.revision(ImmutableMap.of("JOB_TYPE", type, "PULL_BASE_SHA", "4de59ec3")));
  }

  /** There PULL_BASE_SHA is the merged commit itself. */
  @Test
  void isTheParentOfWhatIsMerged() {
    assertEquals(
        "HEAD^",
        ProwBase.revision(ImmutableMap.of("JOB_TYPE", "postsubmit", "PULL_BASE_SHA", "4de59ec3")));
  }

  @Test
  void isNeverGuessed() {
    assertRefused("periodic", ImmutableMap.of("JOB_TYPE", "periodic", "PULL_BASE_SHA", "4de59ec3"));
    assertRefused("JOB_TYPE", ImmutableMap.of());
    assertRefused("PULL_BASE_SHA", ImmutableMap.of("JOB_TYPE", "presubmit"));
  }

  private static void assertRefused(String because, ImmutableMap<String, String> environment) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ProwBase.revision(environment))
            .getMessage();
    assertTrue(message.contains(because), message);
  }
}
