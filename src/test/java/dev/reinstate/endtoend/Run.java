package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.reinstate.cli.console.ExitCode;

/**
 * What one command did.
 *
 * @param out all of standard output
 * @param err all of standard error
 */
record Run(ExitCode code, String out, String err) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Fails with everything the command said when it ended otherwise. */
  @CanIgnoreReturnValue
  Run endsWith(ExitCode expected) {
    assertEquals(expected, code, () -> "standard output:\n" + out + "\nstandard error:\n" + err);
    return this;
  }

  /** Standard output as one JSON document with nothing after it. */
  JsonNode json() {
    try {
      return JSON.readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("standard output is not one JSON document:\n" + out, e);
    }
  }

  /** The plan that the JSON holds. */
  PlanJsonReader plan() {
    return new PlanJsonReader(json());
  }
}
