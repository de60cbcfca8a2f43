package dev.reinstate.audit.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 31_556_889_864_403_200L})
  void aTimeThatNoClockCanShowIsNoToken(long expires) {
    String claims =
        Base64.getUrlEncoder().encodeToString(("{\"exp\":" + expires + "}").getBytes(UTF_8));
    assertEquals(Optional.empty(), TokenClaims.parse("e30." + claims + ".signature"));
  }
}
