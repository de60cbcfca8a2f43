package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;

/** Main classes of the benchmark as programs of their own. */
final class JavaProgram {

  private JavaProgram() {}

  /** With the options that {@code scripts/reinstate} gives, but for the cache. */
  static Program of(Class<?> main) {
    return new Program(main.getSimpleName(), Optional.of(words(main.getName())), "");
  }

  static ImmutableList<String> words(String main) {
    return ImmutableList.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-cp",
        // Surefire starts tests with a class path of one jar that names the others.
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        main);
  }
}
