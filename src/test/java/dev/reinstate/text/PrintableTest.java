package dev.reinstate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void whatCouldEndALineOrHideTextIsReplaced() {
    assertEquals(
        "a\ufffdb\ufffdc\ufffdd\ufffd\ufffd", Printable.line("a\nb\u2028c\u202ed\ud83d\ude00"));
  }

  @Test
  void aLongTextIsCutAndSaysSo() {
    assertEquals("abc", Printable.line("abc", 3));
    assertEquals("abc… (cut, 1,000 characters)", Printable.line("abc" + "d".repeat(997), 3));
  }
}
