package dev.reinstate.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

class ShellCommandTest {

  @Test
  void wordsAreQuotedForTheShell() {
    assertEquals(
        "scripts/reinstate '--include=us.gcr.io/*' 'it'\\''s' ''",
        command("scripts/reinstate", "--include=us.gcr.io/*", "it's", "").toString());
  }

  @Test
  void anOptionThatIsThereIsNotRepeated() {
    assertEquals(
        "reinstate --confirm --rate=5",
        command("reinstate", "--confirm").with("--confirm", "--rate=5").toString());
  }

  @Test
  void wordsThatWereGivenTwiceStay() {
    assertEquals(
        "reinstate --manifest a --manifest b --confirm",
        command("reinstate", "--manifest", "a", "--manifest", "b").with("--confirm").toString());
  }

  @Test
  void anOptionIsLeftOutWithItsValue() {
    assertEquals(
        "reinstate --includes=x",
        command("reinstate", "--include=a", "--includes=x", "--dry-run")
            .without("--include", "--dry-run")
            .toString());
  }

  private static ShellCommand command(String... words) {
    return ShellCommand.of(ImmutableList.copyOf(words));
  }
}
