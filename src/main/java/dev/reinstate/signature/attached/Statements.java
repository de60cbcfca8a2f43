package dev.reinstate.signature.attached;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.reinstate.json.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * Finds what signed JSON states, for what it is worth before anything is verified. No tree is made
 * of it, for a stated SBOM has megabytes.
 *
 * <p>Sources: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md,
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md and {@code
 * sigstore_bundle.proto} in https://github.com/sigstore/protobuf-specs.
 */
final class Statements {

  private static final JsonFactory FACTORY =
      Json.factory(
              StreamReadConstraints.builder().maxStringLength((int) AttachmentContents.MOST_BYTES))
          .build();

  private Statements() {}

  /**
   * The predicate type of what an envelope holds; empty when it does not tell.
   *
   * @throws IOException when something of it is not JSON
   */
  static Optional<String> ofEnvelope(byte[] envelope) throws IOException {
    try (JsonParser json = FACTORY.createParser(envelope)) {
      return enters(json) ? ofOpenEnvelope(json) : Optional.empty();
    }
  }

  /**
   * The same of a Sigstore bundle; empty also for one that holds no envelope but a signature.
   *
   * @throws IOException when something of it is not JSON
   */
  static Optional<String> ofBundle(byte[] bundle) throws IOException {
    try (JsonParser json = FACTORY.createParser(bundle)) {
      return enters(json)
              && goesTo(json, "dsseEnvelope")
              && json.currentToken() == JsonToken.START_OBJECT
          ? ofOpenEnvelope(json)
          : Optional.empty();
    }
  }

  private static Optional<String> ofOpenEnvelope(JsonParser json) throws IOException {
    if (!goesTo(json, "payload") || json.currentToken() != JsonToken.VALUE_STRING) {
      return Optional.empty();
    }
    byte[] statement;
    try {
      statement = Base64.getDecoder().decode(json.getText().replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new IOException("the payload of its envelope is not base64", e);
    }
    try (JsonParser stated = FACTORY.createParser(statement)) {
      return enters(stated)
              && goesTo(stated, "predicateType")
              && stated.currentToken() == JsonToken.VALUE_STRING
          ? Optional.of(stated.getText())
          : Optional.empty();
    }
  }

  private static boolean enters(JsonParser json) throws IOException {
    return json.nextToken() == JsonToken.START_OBJECT;
  }

  /** To the value of the first member of this name in the object that is open. */
  private static boolean goesTo(JsonParser json, String member) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (name.equals(member)) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }
}
