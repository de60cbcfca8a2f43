package dev.reinstate.signature.sigstore;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import dev.sigstore.encryption.signers.Verifiers;
import dev.sigstore.proto.ProtoMutators;
import dev.sigstore.proto.rekor.v1.TransparencyLogEntry;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import dev.sigstore.trustroot.TransparencyLog;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;

/** The transparency logs of a trusted root. */
final class Logs {

  private final ImmutableList<TransparencyLog> known;

  Logs(SigstoreTrustedRoot root) {
    this.known = ImmutableList.copyOf(root.getTLogs());
  }

  boolean know(TransparencyLogEntry entry) {
    return log(entry).isPresent();
  }

  private Optional<TransparencyLog> log(TransparencyLogEntry entry) {
    return TransparencyLog.find(known, entry.getLogId().getKeyId().toByteArray());
  }

  /**
   * Whether an entry is in its log.
   *
   * @param proven whether a promise of the log is not enough
   * @return when it was made, if the log signed that
   */
  Optional<Instant> check(TransparencyLogEntry entry, boolean proven) throws UnbelievedException {
    TransparencyLog log =
        log(entry)
            .orElseThrow(
                () ->
                    new UnbelievedException(
                        "The trusted root does not know the log %s"
                            .formatted(
                                BaseEncoding.base16()
                                    .lowerCase()
                                    .encode(entry.getLogId().getKeyId().toByteArray()))));
    boolean promised = !entry.getInclusionPromise().getSignedEntryTimestamp().isEmpty();
    if (entry.hasInclusionProof()) {
      InclusionCheck.check(entry, log);
    } else if (proven || !promised) {
      throw new UnbelievedException("The log entry does not prove that it is in the log");
    }
    if (!promised) {
      requireSameIndex(entry);
      return Optional.empty();
    }
    checkPromise(entry, log);
    Instant time = Instant.ofEpochSecond(entry.getIntegratedTime());
    requireInUse(log, time);
    return Optional.of(time);
  }

  /** That a log was in use when something was logged, as far as the time is known. */
  void requireInUse(TransparencyLogEntry entry, Instant time) throws UnbelievedException {
    requireInUse(log(entry).orElseThrow(), time);
  }

  private static void requireInUse(TransparencyLog log, Instant time) throws UnbelievedException {
    if (!log.getPublicKey().getValidFor().contains(time)) {
      throw new UnbelievedException(
          "The log %s was not in use at %s".formatted(log.getBaseUrl(), time));
    }
  }

  /** Where a log has no promises it has one tree, and an entry's place in it is its index. */
  private static void requireSameIndex(TransparencyLogEntry entry) throws UnbelievedException {
    if (entry.getLogIndex() != entry.getInclusionProof().getLogIndex()) {
      throw new UnbelievedException("The log's proof is of another entry");
    }
  }

  private static void checkPromise(TransparencyLogEntry entry, TransparencyLog log)
      throws UnbelievedException {
    try {
      if (!Verifiers.newVerifier(log.getPublicKey().toJavaPublicKey())
          .verify(
              ProtoMutators.toRekorEntry(entry).getSignableContent(),
              entry.getInclusionPromise().getSignedEntryTimestamp().toByteArray())) {
        throw new UnbelievedException("The log's promise is of another entry");
      }
    } catch (GeneralSecurityException e) {
      throw new UnbelievedException("The log's promise cannot be checked", e);
    }
  }
}
