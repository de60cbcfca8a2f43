package dev.reinstate.signature.sigstore;

import dev.reinstate.signature.Signer;
import dev.reinstate.signature.TextRule;
import dev.sigstore.VerificationOptions.CertificateMatcher;
import dev.sigstore.VerificationOptions.UncheckedCertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Whom a certificate was issued to, and who vouched for them. */
record CertificateIdentity(String subject, String issuer) {

  /** The library knows where they are written, and looks at the subject first. */
  static CertificateIdentity of(X509Certificate certificate) throws UnbelievedException {
    List<String> seen = new ArrayList<>();
    try {
      if (certificate.getSubjectAlternativeNames() == null
          || !CertificateMatcher.fulcio()
              .subjectAlternativeName(seen::add)
              .issuer(seen::add)
              .build()
              .test(certificate)) {
        throw new UnbelievedException("The certificate names nobody");
      }
    } catch (UncheckedCertificateException | java.security.cert.CertificateParsingException e) {
      throw new UnbelievedException("The certificate names nobody", e);
    }
    return new CertificateIdentity(seen.get(0), seen.get(1));
  }

  void check(Signer.Keyless signer) throws UnbelievedException {
    require("identity", subject, signer.identity());
    require("issuer", issuer, signer.issuer());
  }

  private static void require(String what, String seen, TextRule expected)
      throws UnbelievedException {
    if (!expected.test(seen)) {
      throw new UnbelievedException(
          "The certificate's %s is %s, not %s".formatted(what, seen, expected));
    }
  }
}
