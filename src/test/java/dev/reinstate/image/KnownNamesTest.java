package dev.reinstate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownNamesTest {

  private final KnownNames names = new KnownNames();
  private final DescriptorDigest digest = Digests.of(new byte[] {1});

  @Test
  void equalNamesAreOne() {
    names.add(List.of(digest), List.of("v1"));
    assertSame(digest, names.digest(digest.toString()));
    assertSame("v1", names.tag(String.copyValueOf(new char[] {'v', '1'})));

    DescriptorDigest other = names.digest(Digests.of(new byte[] {2}).toString());
    assertEquals(Digests.of(new byte[] {2}), other);
    assertSame(other, names.digest(other.toString()));
  }

  @Test
  void whatIsNoNameStaysUnknown() {
    names.add(List.of(digest), List.of("v1"));
    for (String text : List.of("", digest.getHash(), "sha512:" + digest.getHash(), "sha256:v1")) {
      assertThrows(IllegalArgumentException.class, () -> names.digest(text), text);
      assertThrows(IllegalArgumentException.class, () -> names.digest(text), text);
    }
    for (String text : List.of("", "-v1", "v 1", "v/1")) {
      assertThrows(IllegalArgumentException.class, () -> names.tag(text), text);
      assertThrows(IllegalArgumentException.class, () -> names.tag(text), text);
    }
  }
}
