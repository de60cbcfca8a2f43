package dev.reinstate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a run over a universe is told to keep to. */
final class UniverseArgumentsTest {

  @ParameterizedTest
  @CsvSource({"5000,80", "63,1", "62,0.992", "30,0.480", "1,0.016", "0,"})
  void aRateIsBelowTheUsersQuota(int quota, String rate) {
    UniverseArguments arguments =
        CommandLine.populateCommand(new UniverseArguments(), "--user-quota=" + quota);
    assertEquals(Optional.ofNullable(rate), arguments.rate());
  }
}
