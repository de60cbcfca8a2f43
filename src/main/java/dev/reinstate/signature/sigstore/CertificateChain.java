package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Certificates in the order they were written in. */
final class CertificateChain {

  private static final int LONGEST = 10;

  private CertificateChain() {}

  static ImmutableList<X509Certificate> ofPem(String text) throws UnbelievedException {
    ImmutableList.Builder<X509Certificate> chain = ImmutableList.builder();
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text.getBytes(US_ASCII)))) {
        chain.add((X509Certificate) each);
      }
    } catch (CertificateException e) {
      throw new UnbelievedException("The certificate cannot be read", e);
    }
    return limited(chain.build());
  }

  static ImmutableList<X509Certificate> ofDer(Iterable<ByteString> certificates)
      throws UnbelievedException {
    ImmutableList.Builder<X509Certificate> chain = ImmutableList.builder();
    try {
      for (ByteString der : certificates) {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(der.newInput()));
      }
    } catch (CertificateException e) {
      throw new UnbelievedException("The certificate cannot be read", e);
    }
    return limited(chain.build());
  }

  private static ImmutableList<X509Certificate> limited(ImmutableList<X509Certificate> chain)
      throws UnbelievedException {
    if (chain.isEmpty() || chain.size() > LONGEST) {
      throw new UnbelievedException(
          "There are %s certificates instead of 1 to %s".formatted(chain.size(), LONGEST));
    }
    return chain;
  }

  static boolean signsItself(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
  }
}
