package dev.reinstate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.ImageReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The grammar is that of Jib's regular expressions. */
final class ImageNamesTest {

  @Property(tries = 5000)
  void agreesWithJib(@ForAll("texts") String text) {
    assertEquals(ImageReference.isValidRegistry(text), ImageNames.isHost(text), text);
    assertEquals(ImageReference.isValidRepository(text), ImageNames.isPath(text), text);
    assertEquals(ImageReference.isValidTag(text), ImageNames.isTag(text), text);
  }

  /** Short and of few characters, so that every combination of separators comes up. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("a0Z.-_/:é").ofMaxLength(7);
  }

  @Test
  void lengthOfTagsIsBounded() {
    assertTrue(ImageNames.isTag("a".repeat(128)));
    assertFalse(ImageNames.isTag("a".repeat(129)));
  }
}
