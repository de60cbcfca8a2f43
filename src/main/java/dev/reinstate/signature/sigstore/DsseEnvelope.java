package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.primitives.Bytes;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.util.Optional;

/**
 * A signed payload. Source: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md.
 *
 * @param json as it was written; empty when it was part of something else
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DsseEnvelope(String payloadType, byte[] payload, byte[] signature, Optional<byte[]> json) {

  static DsseEnvelope read(byte[] json) throws UnbelievedException {
    JrsValue envelope;
    try {
      envelope = Json.readStrictly(json);
    } catch (IOException e) {
      throw new UnbelievedException("The envelope is not JSON", e);
    }
    ImmutableList<JrsValue> signatures =
        ImmutableList.copyOf(JsonValues.all(envelope.path("signatures")));
    requireOne(signatures.size());
    return new DsseEnvelope(
        JsonValues.text(envelope.path("payloadType")),
        Encoded.base64("The envelope's payload", envelope.path("payload")),
        Encoded.base64(
            "The envelope's signature", Iterables.getOnlyElement(signatures).path("sig")),
        Optional.of(json));
  }

  /** Of several signatures it could not be told which one the proofs beside it are of. */
  static void requireOne(int signatures) throws UnbelievedException {
    if (signatures != 1) {
      throw new UnbelievedException(
          "The envelope has %s signatures instead of one".formatted(signatures));
    }
  }

  /**
   * What the signature is of. Source:
   * https://github.com/secure-systems-lab/dsse/blob/master/protocol.md.
   */
  byte[] signed() {
    return Bytes.concat(
        "DSSEv1 %s %s %s "
            .formatted(payloadType.getBytes(UTF_8).length, payloadType, payload.length)
            .getBytes(UTF_8),
        payload);
  }
}
