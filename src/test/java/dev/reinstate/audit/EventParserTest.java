package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.audit.EventParser.ParsedEvent;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.RegistryEvent.Action;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final String DIGEST = "sha256:" + HEX;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us.gcr.io/prod/app",
        "localhost:5000/app",
        "us-central1-docker.pkg.dev/project/images/deep/er/app",
        "127.0.0.1/a"
      })
  void hostsMayHaveAPortAndPathsMayBeDeep(String repository) {
    RegistryEvent event =
        parsed(
            "{'action':'INSERT','digest':'%s@%s','tag':'%s:v1.0','future':{'x':[1]}}"
                .formatted(repository, DIGEST, repository));
    assertEquals(
        new RegistryEvent(
            Action.INSERT,
            Repository.parse(repository),
            Optional.of(Digests.parse(DIGEST)),
            Optional.of("v1.0")),
        event);
  }

  @Test
  void anInsertionNeedsNoTagAndADeletionMayHaveEither() {
    Repository app = Repository.parse("r/app");
    assertEquals(
        new RegistryEvent(Action.INSERT, app, Optional.of(Digests.parse(DIGEST)), Optional.empty()),
        parsed("{'action':'INSERT','digest':'r/app@" + DIGEST + "'}"));
    assertEquals(
        new RegistryEvent(Action.DELETE, app, Optional.of(Digests.parse(DIGEST)), Optional.empty()),
        parsed("{'action':'DELETE','digest':'r/app@" + DIGEST + "','tag':''}"));
    assertEquals(
        new RegistryEvent(Action.DELETE, app, Optional.empty(), Optional.of("x")),
        parsed("{'action':'DELETE','digest':null,'tag':'r/app:x'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          | the message has no data
          nonsense | Unrecognized token
          [] | not a JSON object
          'INSERT' | not a JSON object
          {'action':'INSERT'} {} | Trailing token
          {'action':'INSERT','action':'DELETE'} | Duplicate field
          {'action':7,'digest':'r/a@D'} | 'action' is not a string
          {'action':'INSERT','digest':['r/a@D']} | 'digest' is not a string
          """)
  void whatIsNotTheJsonOfARegistryIsAParseFailure(String data, String why) {
    String failure = malformed(data == null ? "" : data);
    assertTrue(failure.startsWith("parse failure: "), failure);
    assertTrue(failure.contains(why), failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {} | neither 'digest' nor 'tag' was specified
          {'action':'INSERT','digest':'','tag':''} | neither 'digest' nor 'tag' was specified
          {'digest':'r/a@D'} | Action not specified
          {'action':'insert','digest':'r/a@D'} | unknown action 'insert'
          {'action':'INSERT','tag':'r/a:x'} | an insertion without 'digest'
          {'action':'INSERT','digest':'r/a:x'} | 'digest' is not HOST/PATH@sha256:HEX
          {'action':'INSERT','digest':'r/a@D@D'} | invalid digest
          {'action':'INSERT','digest':'r/a@sha256:abc'} | invalid digest
          {'action':'INSERT','digest':'r/a@sha512:0'} | invalid digest
          {'action':'INSERT','digest':'a@D'} | is not host/path
          {'action':'INSERT','digest':'r/A@D'} | invalid repository name
          {'action':'INSERT','digest':'r/../a@D'} | invalid repository name
          {'action':'INSERT','digest':'r y/a@D'} | invalid registry host
          {'action':'INSERT','digest':'r/a@D','tag':'r/a'} | 'tag' is not HOST/PATH:TAG
          {'action':'INSERT','digest':'r/a@D','tag':'r/a:'} | 'tag' is not HOST/PATH:TAG
          {'action':'INSERT','digest':'r/a@D','tag':'r/a:b:c'} | 'tag' is not HOST/PATH:TAG
          {'action':'INSERT','digest':'r/a@D','tag':'r:5000/a'} | 'tag' is not HOST/PATH:TAG
          {'action':'INSERT','digest':'r/a@D','tag':'r/b:x'} | name different repositories
          {'action':'INSERT','digest':'r/a@D','tag':'s/a:x'} | name different repositories
          """)
  void whatNoRegistryWouldSayIsAValidationFailure(String data, String why) {
    String failure = malformed(data.replace("D", DIGEST));
    assertTrue(failure.startsWith("validation failure: {Action: "), failure);
    assertTrue(failure.endsWith(why) || failure.contains(": " + why), failure);
  }

  @Test
  void endlessNamesAreNotMatchedAndNotRepeated() {
    String endless = "a-".repeat(500_000) + "a";
    for (String data :
        new String[] {
          "{'action':'INSERT','digest':'r/%s@%s'}".formatted(endless, DIGEST),
          "{'action':'DELETE','tag':'r/a:%s'}".formatted(endless),
          "{'action':'%s','tag':'r/a:x'}".formatted(endless),
          "{'action':'INSERT','digest':'r/a@%s'}".formatted(endless)
        }) {
      String failure = malformed(data);
      assertTrue(failure.length() < 5_000, () -> "it has " + failure.length() + " characters");
      assertTrue(failure.contains("(cut, 1,000,0"), failure);
    }
  }

  private static RegistryEvent parsed(String data) {
    return assertInstanceOf(ParsedEvent.Event.class, parse(data)).event();
  }

  private static String malformed(String data) {
    return assertInstanceOf(ParsedEvent.Malformed.class, parse(data)).why();
  }

  private static ParsedEvent parse(String data) {
    return EventParser.parse(
        new Delivery(
            "1", Instant.EPOCH, data.replace('\'', '"').getBytes(UTF_8), Optional.empty()));
  }
}
