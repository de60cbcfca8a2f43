package dev.reinstate.cli.console;

import com.google.common.collect.ImmutableList;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the locale of this process keeps it from reading. The JVM takes its arguments, variables and
 * names of files for text in the locale's charset, once and for all when it starts; what is not of
 * that charset has become a replacement character by the time that we see it.
 */
public final class Locales {

  private static final String REPLACED = "\ufffd";
  private static final String UTF_8 = "UTF-8";

  private Locales() {}

  /**
   * A sentence for each argument, and for the directory of artifacts, that is not what was given.
   */
  public static ImmutableList<String> unreadable(Map<String, String> environment, String... args) {
    return Stream.concat(
            Arrays.stream(args),
            Stream.of("ARTIFACTS=" + environment.getOrDefault("ARTIFACTS", "")))
        .filter(Locales::isReplaced)
        .map(Locales::said)
        .collect(ImmutableList.toImmutableList());
  }

  /** A sentence when this is not the name of the directory that relative names start from. */
  public static Optional<String> unreadableDirectory(String working) {
    return isReplaced(working)
        ? Optional.of(said(working) + ", for relative names lead nowhere from there")
        : Optional.empty();
  }

  /** What to say of a name that no file can have here. */
  public static String said(InvalidPathException e) {
    return charset().equals(UTF_8) ? e.getMessage() : said(e.getInput());
  }

  private static String said(String text) {
    return "'%s' cannot be read: the locale's charset is %s; set LC_ALL=C.UTF-8"
        .formatted(text, charset());
  }

  private static boolean isReplaced(String text) {
    return text.contains(REPLACED) && !charset().equals(UTF_8);
  }

  private static String charset() {
    return System.getProperty("sun.jnu.encoding", UTF_8);
  }
}
