package dev.reinstate.signature.sigstore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import dev.sigstore.proto.rekor.v1.TransparencyLogEntry;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/** Whether a signer signed an image, and what he said of it. */
final class Judge {

  private final Optional<Trust> trust;

  Judge(Optional<Trust> trust) {
    this.trust = trust;
  }

  Claim judge(SignedContent content, DescriptorDigest image, Signer signer)
      throws UnbelievedException {
    Evidence evidence = evidence(content, image);
    Claim claim = claim(evidence.subject(), image);
    switch (signer) {
      case Signer.Key key -> checkKey(evidence, key);
      case Signer.Keyless keyless -> checkKeyless(evidence, keyless);
    }
    return claim;
  }

  private static Evidence evidence(SignedContent content, DescriptorDigest image)
      throws UnbelievedException {
    SizeLimit.check(content);
    return switch (content) {
      case SignedContent.SimpleSigning(byte[] payload, String signature, var proofs) ->
          TagForm.evidence(
              new Evidence.Subject.Payload(payload),
              Encoded.base64("The signature", signature),
              proofs);
      case SignedContent.Envelope(byte[] json, var proofs) -> {
        DsseEnvelope envelope = DsseEnvelope.read(json);
        yield TagForm.evidence(
            new Evidence.Subject.Enveloped(envelope), envelope.signature(), proofs);
      }
      case SignedContent.SigstoreBundle(byte[] bundle) -> BundleForm.evidence(bundle, image);
    };
  }

  private static Claim claim(Evidence.Subject subject, DescriptorDigest image)
      throws UnbelievedException {
    return switch (subject) {
      case Evidence.Subject.Payload(byte[] payload) -> SimpleSigningPayload.claim(payload, image);
      case Evidence.Subject.Enveloped(DsseEnvelope envelope) -> {
        if (!envelope.payloadType().equals(InTotoStatement.PAYLOAD_TYPE)) {
          throw new UnbelievedException(
              "The envelope's payload is of type \"%s\", not \"%s\""
                  .formatted(envelope.payloadType(), InTotoStatement.PAYLOAD_TYPE));
        }
        yield InTotoStatement.claim(envelope.payload(), image);
      }
      case Evidence.Subject.Itself ignored -> Claim.OF_A_DIGEST;
    };
  }

  /** A key has no time in which it is valid: when it signed does not matter. */
  private void checkKey(Evidence evidence, Signer.Key signer) throws UnbelievedException {
    SignatureBytes.check(evidence, signer.key());
    if (signer.logged() && evidence.logEntries().isEmpty()) {
      throw new UnbelievedException("The signature is not in the transparency log");
    }
    LoggedBody body = new LoggedBody(evidence, signer.key().getEncoded());
    for (TransparencyLogEntry entry : evidence.logEntries()) {
      body.check(entry);
      if (signer.logged() || trust.map(Trust::logs).filter(logs -> logs.know(entry)).isPresent()) {
        trusted().logs().check(entry, evidence.proven());
      }
    }
  }

  private Trust trusted() throws UnbelievedException {
    return trust.orElseThrow(() -> new UnbelievedException("There is no trusted root"));
  }

  /** What costs little comes first; the authorities' keys are large. */
  private void checkKeyless(Evidence evidence, Signer.Keyless signer) throws UnbelievedException {
    if (evidence.chain().isEmpty()) {
      throw new UnbelievedException("There is no certificate");
    }
    X509Certificate certificate = evidence.chain().get(0);
    CertificateIdentity.of(certificate).check(signer);
    SignatureBytes.check(evidence, certificate.getPublicKey());
    if (evidence.logEntries().isEmpty()) {
      throw new UnbelievedException("The signature is not in the transparency log");
    }
    LoggedBody body = new LoggedBody(evidence, der(certificate));
    for (TransparencyLogEntry entry : evidence.logEntries()) {
      body.check(entry);
    }
    trusted().checkChain(evidence.chain());
    ImmutableList.Builder<Instant> times = ImmutableList.builder();
    for (TransparencyLogEntry entry : evidence.logEntries()) {
      trusted().logs().check(entry, evidence.proven()).ifPresent(times::add);
    }
    for (byte[] timestamp : evidence.timestamps()) {
      Instant time = trusted().stamped(timestamp, evidence.signature());
      for (TransparencyLogEntry entry : evidence.logEntries()) {
        trusted().logs().requireInUse(entry, time);
      }
      times.add(time);
    }
    checkTimes(certificate, times.build());
  }

  private static byte[] der(X509Certificate certificate) throws UnbelievedException {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new UnbelievedException("The certificate cannot be written", e);
    }
  }

  /** Certificates live for minutes: what counts is when the signature was made. */
  private static void checkTimes(X509Certificate certificate, ImmutableList<Instant> times)
      throws UnbelievedException {
    if (times.isEmpty()) {
      throw new UnbelievedException("Nothing that is trusted says when the signature was made");
    }
    for (Instant time : times) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      if (time.isBefore(from) || time.isAfter(until)) {
        throw new UnbelievedException(
            "The signature was made at %s, the certificate was valid from %s to %s"
                .formatted(time, from, until));
      }
    }
  }
}
