package dev.reinstate;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.opentest4j.TestAbortedException;

final class SkippedOnCiTest {

  private static final SkippedOnCi ON_CI = new SkippedOnCi(ImmutableMap.of("CI", "true"));
  private static final SkippedOnCi ELSEWHERE = new SkippedOnCi(ImmutableMap.of());

  @Test
  void aSkipFailsAndNamesWhatIsMissing() {
    Throwable judged = ON_CI.judged(skip("skopeo is not installed"));
    assertInstanceOf(AssertionError.class, judged);
    assertTrue(judged.getMessage().endsWith("skopeo is not installed"), judged.getMessage());
  }

  @Test
  void whatTheTestScriptDoesNotInstallMayBeMissing() {
    assertInstanceOf(TestAbortedException.class, ON_CI.judged(skip("crane is not installed")));
    assertInstanceOf(
        TestAbortedException.class, ON_CI.judged(skip("fake-gcs-server is not on PATH")));
  }

  @Test
  void elsewhereATestIsSkipped() {
    TestAbortedException skip = skip("skopeo is not installed");
    assertSame(skip, ELSEWHERE.judged(skip));
  }

  @Test
  void aFailureStaysWhatItIs() {
    AssertionError failure = new AssertionError("skopeo is not installed");
    assertSame(failure, ON_CI.judged(failure));
  }

  @Test
  void everyTestIsWatched() throws IOException {
    assertTrue(
        ServiceLoader.load(Extension.class).stream()
            .anyMatch(provider -> provider.type() == SkippedOnCi.class));
    String settings =
        Resources.toString(
            Resources.getResource("junit-platform.properties"), StandardCharsets.UTF_8);
    assertTrue(settings.contains("junit.jupiter.extensions.autodetection.enabled = true"));
  }

  private static TestAbortedException skip(String message) {
    return assertThrows(TestAbortedException.class, () -> Assumptions.assumeTrue(false, message));
  }
}
