package dev.reinstate.cli.option;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;

/**
 * The revision that a Prow job's change is based on. A periodic job has none, so that a nightly run
 * is never narrowed by accident.
 *
 * @see <a href="https://docs.prow.k8s.io/docs/jobs/#job-environment-variables">Job environment
 *     variables</a>
 */
final class ProwBase {

  private static final String BASE = "PULL_BASE_SHA";

  private ProwBase() {}

  /** {@link IllegalArgumentException} when the environment is not that of such a job. */
  static String revision(ImmutableMap<String, String> environment) {
    String type = environment.getOrDefault("JOB_TYPE", "");
    return switch (type) {
      case "presubmit", "batch" -> base(environment);
      case "postsubmit" -> "HEAD^";
      default ->
          throw new IllegalArgumentException(
              "auto needs Prow's JOB_TYPE to be presubmit, batch or postsubmit; it is '"
                  + type
                  + "'. Name a revision, or leave the option out to look at everything");
    };
  }

  private static String base(ImmutableMap<String, String> environment) {
    String base = environment.get(BASE);
    if (Strings.isNullOrEmpty(base)) {
      throw new IllegalArgumentException("auto needs Prow's " + BASE + ", which is not set");
    }
    return base;
  }
}
