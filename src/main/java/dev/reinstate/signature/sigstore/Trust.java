package dev.reinstate.signature.sigstore;

import com.google.common.collect.ImmutableList;
import dev.sigstore.fulcio.client.FulcioVerificationException;
import dev.sigstore.fulcio.client.FulcioVerifier;
import dev.sigstore.timestamp.client.ImmutableTimestampResponse;
import dev.sigstore.timestamp.client.TimestampException;
import dev.sigstore.timestamp.client.TimestampResponse;
import dev.sigstore.timestamp.client.TimestampVerificationException;
import dev.sigstore.timestamp.client.TimestampVerifier;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Who is believed: the authorities and logs of a trusted root. */
final class Trust {

  /** Source: RFC 5280, section 4.2.1.12. */
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  private final FulcioVerifier certificates;
  private final TimestampVerifier timestamps;
  private final Logs logs;

  Trust(SigstoreTrustedRoot root) throws GeneralSecurityException {
    this.certificates = FulcioVerifier.newFulcioVerifier(root);
    this.timestamps = TimestampVerifier.newTimestampVerifier(root);
    this.logs = new Logs(root);
  }

  Logs logs() {
    return logs;
  }

  /**
   * Whether an authority issued the first certificate and a log of certificates saw it. The
   * intermediates are the trusted root's; those that the signer brings count only when it has none.
   */
  void checkChain(ImmutableList<X509Certificate> chain) throws UnbelievedException {
    X509Certificate leaf = chain.get(0);
    requireSigner(leaf);
    try {
      checkPath(ImmutableList.of(leaf));
    } catch (UnbelievedException e) {
      ImmutableList<X509Certificate> brought =
          chain.stream()
              .filter(each -> !CertificateChain.signsItself(each))
              .collect(ImmutableList.toImmutableList());
      if (brought.size() < 2) {
        throw e;
      }
      checkPath(brought);
    }
  }

  private static void requireSigner(X509Certificate leaf) throws UnbelievedException {
    try {
      if (leaf.getBasicConstraints() >= 0
          || leaf.getExtendedKeyUsage() == null
          || !leaf.getExtendedKeyUsage().contains(CODE_SIGNING)) {
        throw new UnbelievedException("The certificate is not one to sign code with");
      }
    } catch (CertificateParsingException e) {
      throw new UnbelievedException("The certificate cannot be read", e);
    }
  }

  private void checkPath(ImmutableList<X509Certificate> path) throws UnbelievedException {
    try {
      certificates.verifySigningCertificate(
          CertificateFactory.getInstance("X.509").generateCertPath(path));
    } catch (FulcioVerificationException | GeneralSecurityException | IOException e) {
      throw new UnbelievedException("The certificate is not trusted", e);
    }
  }

  /**
   * When a signature was there, by an authority that is believed.
   *
   * @param timestamp the response of RFC 3161
   */
  Instant stamped(byte[] timestamp, byte[] signature) throws UnbelievedException {
    TimestampResponse response = ImmutableTimestampResponse.builder().encoded(timestamp).build();
    try {
      timestamps.verify(response, signature);
      return response.getGenTime().toInstant();
    } catch (TimestampVerificationException | TimestampException e) {
      throw new UnbelievedException("The timestamp is not trusted", e);
    }
  }
}
