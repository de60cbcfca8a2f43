package dev.reinstate;

import com.google.common.collect.ImmutableSet;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * On a machine that judges changes ({@code CI=true}), a test that would be skipped because
 * something is missing fails and names it. Elsewhere it is skipped. JUnit finds this by itself, for
 * every test.
 */
public final class SkippedOnCi
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  /** What {@code scripts/test} does not install unasked, Debian having no package of it. */
  private static final ImmutableSet<String> NOT_INSTALLED =
      ImmutableSet.of(
          "fake-gcs-server",
          "storage-testbench",
          "Prow",
          "crane",
          "distribution v3",
          "cosign 2",
          "cosign 3",
          "oras",
          "regctl",
          "reinstate-cluster");

  private final boolean ci;

  /** As this process is told. */
  public SkippedOnCi() {
    this(System.getenv());
  }

  SkippedOnCi(Map<String, String> environment) {
    this.ci = "true".equals(environment.get("CI"));
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw judged(thrown);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw judged(thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw judged(thrown);
  }

  /** The failure in the place of a skip; everything else as it is. */
  Throwable judged(Throwable thrown) {
    return ci && thrown instanceof TestAbortedException && !mayBeMissing(thrown.getMessage())
        ? new AssertionError("skipped, and on CI no test may be: " + thrown.getMessage(), thrown)
        : thrown;
  }

  private static boolean mayBeMissing(String message) {
    return NOT_INSTALLED.stream()
        .anyMatch(program -> message.startsWith("Assumption failed: " + program + " is not "));
  }
}
