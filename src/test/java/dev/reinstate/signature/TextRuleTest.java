package dev.reinstate.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextRuleTest {

  private static TextRule matching(String pattern) {
    return new TextRule.Matching(Pattern.compile(pattern));
  }

  @ParameterizedTest
  @CsvSource({
    "b,        abc, true",
    "^b,       abc, false",
    "c$,       abc, true",
    "^abc$,    abc, true",
    "^ab$,     abc, false",
    "A,        abc, false",
    "(?i)A,    abc, true",
  })
  void aPatternIsFoundAnywhereUnlessItIsAnchored(String pattern, String text, boolean found) {
    assertEquals(found, matching(pattern).test(text));
  }

  @Test
  void anExactTextIsNoPattern() {
    assertTrue(new TextRule.Exact("a.b").test("a.b"));
    assertFalse(new TextRule.Exact("a.b").test("axb"));
    assertFalse(new TextRule.Exact("a.b").test("a.b\n"));
  }

  @Test
  void aLineBreakIsNoEnd() {
    assertFalse(matching("^a@b\\.c$").test("a@b.c\n"));
    assertFalse(matching("(?m)^a@b\\.c$").test("a@b.c\nx@y.z"));
    assertFalse(matching("a").test("a\u0000"));
    for (char end : new char[] {'\u0085', '\u2028', '\u2029'}) {
      assertTrue(Pattern.compile("^a@b\\.c$").matcher("a@b.c" + end).find(), "so does Java");
      assertFalse(matching("^a@b\\.c$").test("a@b.c" + end));
    }
  }

  @Test
  void whatTakesTooLongIsNotFound() {
    TextRule slow = matching("^(a|a?a)+$");

    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertFalse(slow.test("a".repeat(200) + "!")));
    assertTrue(slow.test("a".repeat(200)));
  }

  @Test
  void whatGoesTooDeepIsNotFound() {
    assertTrue(matching("^(a|b)*$").test("ab".repeat(50)));
    assertFalse(matching("^(a|b)*$").test("ab".repeat(500_000)));
  }
}
