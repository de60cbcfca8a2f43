package dev.reinstate.signature.sigstore;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.sigstore.proto.rekor.v1.TransparencyLogEntry;
import java.security.cert.X509Certificate;

/**
 * One signature with all that is said for it, whatever form it was found in.
 *
 * @param chain the signer's certificate first; empty when a key signed
 * @param logEntries as written, none of it believed
 * @param proven whether an entry must prove that it is in the log; else the log's promise is enough
 * @param timestamps RFC 3161
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Evidence(
    Subject subject,
    byte[] signature,
    ImmutableList<X509Certificate> chain,
    ImmutableList<TransparencyLogEntry> logEntries,
    boolean proven,
    ImmutableList<byte[]> timestamps) {

  /** What the signature is of. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  sealed interface Subject {

    /** SHA-256 of what the signature is of. */
    byte[] digest();

    /** Cosign's payload. */
    record Payload(byte[] bytes) implements Subject {
      @Override
      public byte[] digest() {
        return Hashing.sha256().hashBytes(bytes).asBytes();
      }
    }

    /** An attestation. */
    record Enveloped(DsseEnvelope envelope) implements Subject {
      @Override
      public byte[] digest() {
        return Hashing.sha256().hashBytes(envelope.signed()).asBytes();
      }
    }

    /** The image itself, whose digest this is. */
    record Itself(byte[] digest) implements Subject {}
  }
}
