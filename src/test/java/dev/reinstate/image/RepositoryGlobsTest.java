package dev.reinstate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepositoryGlobsTest {

  @ParameterizedTest
  @CsvSource({
    "gcr.io/*,        gcr.io/a,     true",
    "gcr.io/*,        gcr.io/a/b,   false",
    "gcr.io/**,       gcr.io/a/b,   true",
    "'{us,eu}.io/**', eu.io/a,      true",
    "[ab].io/?,       b.io/c,       true",
    "[ab].io/?,       c.io/c,       false",
    "gcr.io/a,        gcr.io/a/b,   false",
  })
  void matchesTheWholeName(String glob, String name, boolean matches) {
    assertEquals(matches, new RepositoryGlobs(List.of("x", glob)).test(name));
  }

  @Test
  void matchesNothingThatCannotBeAPath() {
    assertFalse(new RepositoryGlobs(List.of("**")).test("gcr.io/a\u0000b"));
  }
}
