package dev.reinstate.signature.sigstore;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
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

    HashCode digest(HashFunction function) throws UnbelievedException;

    /** What is at hand to the last byte. */
    sealed interface Bytes extends Subject {

      byte[] signed();

      @Override
      default HashCode digest(HashFunction function) {
        return function.hashBytes(signed());
      }
    }

    /** Cosign's payload. */
    record Payload(byte[] signed) implements Bytes {}

    /** An attestation. */
    record Enveloped(DsseEnvelope envelope) implements Bytes {
      @Override
      public byte[] signed() {
        return envelope.signed();
      }
    }

    /** The image itself, of which only this is known. */
    record Itself(HashCode sha256) implements Subject {
      @Override
      public HashCode digest(HashFunction function) throws UnbelievedException {
        if (!function.equals(Hashing.sha256())) {
          throw new UnbelievedException("Of the image, only its SHA-256 is known");
        }
        return sha256;
      }
    }
  }
}
