package dev.reinstate.cli;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the locale of this process keeps it from reading. The JVM takes its arguments, variables and
 * names of files for text in the locale's charset, once and for all when it starts; what is not of
 * that charset has become a replacement character by the time that we see it.
 */
final class Locales {

  private static final String REPLACED = "\ufffd";

  private Locales() {}

  /** A sentence for each argument, and for the directory of artifacts, that is not what was given. */
  static ImmutableList<String> unreadable(Map<String, String> environment, String... args) {
    String charset = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (charset.equals("UTF-8")) {
      return ImmutableList.of();
    }
    return Stream.concat(
            Arrays.stream(args), Stream.of("ARTIFACTS=" + environment.getOrDefault("ARTIFACTS", "")))
        .filter(text -> text.contains(REPLACED))
        .map(
            text ->
                "'%s' cannot be read: the locale's charset is %s; set LC_ALL=C.UTF-8"
                    .formatted(text, charset))
        .collect(ImmutableList.toImmutableList());
  }
}
