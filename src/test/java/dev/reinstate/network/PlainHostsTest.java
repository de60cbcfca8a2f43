package dev.reinstate.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainHostsTest {

  private static final PlainHosts NAMED =
      PlainHosts.of(
          ImmutableList.of("Reg.example", "reg.example:5000", "10.0.0.7:80", "[fd00::1]:5000"),
          ImmutableList.of("localhost:5001", "127.0.0.1", "[::1]:5000"));

  @ParameterizedTest
  @CsvSource({
    "localhost,        true",
    "localhost:5000,   true",
    "localhost:5001,   false",
    "127.0.0.1,        false",
    "127.0.0.1:5000,   true",
    "127.8.8.8:1,      true",
    "[::1]:5000,       false",
    "[::1]:5001,       true",
    "REG.example,      true",
    "reg.example:5000, true",
    "reg.example:5001, false",
    "x.reg.example,    false",
    "10.0.0.7:80,      true",
    "10.0.0.7,         false",
    "[fd00::1]:5000,   true",
    "[fd00::1],        false",
    "us.gcr.io,        false",
  })
  void aHostIsANameWithAPort(String host, boolean plain) {
    assertEquals(plain, NAMED.contains(host));
  }

  @Test
  void thePortOfHttpMayBeLeftOutInAnAddressAndInAName() {
    assertTrue(NAMED.contains("reg.example", 80));
    assertTrue(NAMED.contains("reg.example", 5000));
    assertTrue(NAMED.contains("10.0.0.7", 80));
    assertFalse(NAMED.contains("reg.example", 443));
    assertFalse(NAMED.contains("10.0.0.7", 8080));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "http://a", "a/b", "a:0", "a:65536", "a:x", "a:", "u@a", "a?b", "a b", "::1"})
  void whatIsNoHostIsRefused(String text) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> PlainHosts.of(ImmutableList.of(text), ImmutableList.of()))
            .getMessage();
    assertEquals("'" + text + "' is not HOST[:PORT]", message);
  }

  @Test
  void noHostSpeaksBoth() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> PlainHosts.of(ImmutableList.of("a:1", "B:2"), ImmutableList.of("b:2")))
            .getMessage();
    assertEquals("b:2 is to speak plain HTTP and TLS; give one of both", message);
  }
}
