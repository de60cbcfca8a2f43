package dev.reinstate.registry.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.failure.RegistryError;
import dev.reinstate.registry.failure.RegistryException;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AskDistributionTest {

  private static final DescriptorDigest ABSENT = Digests.of("a".getBytes(UTF_8));
  private static final AskDistribution ASK = new AskDistribution("prod/pause", ABSENT);
  private static final String OWN = "{\"Name\":\"prod/pause\",\"Revision\":\"" + ABSENT + "\"}";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"Name\":\"prod/pause\",\"Revision\":\"ABSENT\"} | true",
        "{ \"Revision\" : \"ABSENT\" , \"Name\" : \"prod/pause\" } | true",
        "{\"Name\":1,\"Revision\":\"ABSENT\",\"Name\":\"prod\\/pause\"} | true",
        "{\"name\":\"prod/pause\",\"revision\":\"ABSENT\"} | false",
        "{\"Name\":\"prod/other\",\"Revision\":\"ABSENT\"} | false",
        "{\"Name\":\"prod/pause\",\"Revision\":\"ABSENT\",\"More\":null} | false",
        "{\"Name\":\"prod/pause\"} | false",
        "{\"Name\":[\"prod/pause\"],\"Revision\":\"ABSENT\"} | false",
        "[{\"Name\":\"prod/pause\",\"Revision\":\"ABSENT\"}] | false",
        "\"{\\\"Name\\\":\\\"prod/pause\\\"}\" | false",
        "{} | false",
        "null | false",
        "7 | false",
      })
  void onlyItsOwnDetailTellsIt(String detail, boolean expected) throws IOException {
    String error =
        "{\"errors\":[{\"code\":\"X\"},{\"code\":\"MANIFEST_UNKNOWN\",\"detail\":%s}]}"
            .formatted(detail.replace("ABSENT", ABSENT.toString()));
    assertEquals(expected, ask(404, Refusals.errors(error.getBytes(UTF_8))));
  }

  @Test
  void statusAndCodeMustFit() throws IOException {
    assertFalse(ask(400, ImmutableList.of(new RegistryError("MANIFEST_UNKNOWN", "", OWN))));
    assertFalse(ask(404, ImmutableList.of(new RegistryError("NAME_UNKNOWN", "", OWN))));
    assertFalse(ask(404, ImmutableList.of(new RegistryError("MANIFEST_UNKNOWN", OWN, ""))));
    assertFalse(ask(404, ImmutableList.of()));
  }

  private static boolean ask(int status, ImmutableList<RegistryError> errors) throws IOException {
    Repository repository = new Repository("registry.example", "prod/pause");
    return ASK.refused(
        new RegistryException("no", repository, OptionalInt.of(status), errors, null));
  }
}
