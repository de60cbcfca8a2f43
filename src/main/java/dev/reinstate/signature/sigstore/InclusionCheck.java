package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import com.google.protobuf.ByteString;
import dev.sigstore.encryption.signers.Verifier;
import dev.sigstore.encryption.signers.Verifiers;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.proto.rekor.v1.InclusionProof;
import dev.sigstore.proto.rekor.v1.TransparencyLogEntry;
import dev.sigstore.rekor.client.Checkpoints;
import dev.sigstore.rekor.client.RekorEntry.Checkpoint;
import dev.sigstore.rekor.client.RekorEntry.CheckpointSignature;
import dev.sigstore.rekor.client.RekorParseException;
import dev.sigstore.trustroot.TransparencyLog;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

/**
 * That an entry is in a tree whose root its log signed. Source: RFC 6962, section 2.1, and
 * https://github.com/transparency-dev/formats/blob/main/log/README.md.
 */
final class InclusionCheck {

  private static final int HINT = 4;
  private static final int MOST_SIGNATURES = 20;
  private static final int MOST_HASHES = 64;

  private InclusionCheck() {}

  static void check(TransparencyLogEntry entry, TransparencyLog log) throws UnbelievedException {
    InclusionProof proof = entry.getInclusionProof();
    if (proof.getLogIndex() < 0
        || proof.getLogIndex() >= proof.getTreeSize()
        || proof.getHashesCount() > MOST_HASHES) {
      throw new UnbelievedException("The log's proof is of no tree");
    }
    try {
      InclusionProofVerifier.verify(
          Hashing.sha256()
              .hashBytes(Bytes.concat(new byte[1], entry.getCanonicalizedBody().toByteArray()))
              .asBytes(),
          proof.getLogIndex(),
          proof.getTreeSize(),
          Lists.transform(proof.getHashesList(), ByteString::toByteArray),
          proof.getRootHash().toByteArray());
      checkCheckpoint(Checkpoints.from(proof.getCheckpoint().getEnvelope()), proof, log);
    } catch (InclusionProofVerificationException | RekorParseException e) {
      throw new UnbelievedException("The log's proof is wrong", e);
    }
  }

  private static void checkCheckpoint(
      Checkpoint checkpoint, InclusionProof proof, TransparencyLog log) throws UnbelievedException {
    if (checkpoint.getSize() != proof.getTreeSize()
        || !checkpoint
            .getBase64Hash()
            .equals(Base64.getEncoder().encodeToString(proof.getRootHash().toByteArray()))) {
      throw new UnbelievedException("The log's proof is of another tree than its checkpoint");
    }
    byte[] signed = checkpoint.getSignedData().getBytes(UTF_8);
    try {
      Verifier verifier = Verifiers.newVerifier(log.getPublicKey().toJavaPublicKey());
      for (CheckpointSignature signature :
          checkpoint.getSignatures().stream().limit(MOST_SIGNATURES).toList()) {
        if (isOf(log, signature) && verifier.verify(signed, signature.getSignature())) {
          return;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new UnbelievedException("The log's checkpoint cannot be checked", e);
    }
    throw new UnbelievedException(
        "The log's checkpoint is not signed by %s".formatted(log.getBaseUrl()));
  }

  /** Others sign it as well, as witnesses. */
  private static boolean isOf(TransparencyLog log, CheckpointSignature signature) {
    return signature.getIdentity().equals(log.getBaseUrl().getAuthority())
        && Arrays.equals(signature.getKeyHint(), Arrays.copyOf(log.getLogId().getKeyId(), HINT));
  }
}
