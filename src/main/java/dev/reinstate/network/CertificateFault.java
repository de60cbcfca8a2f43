package dev.reinstate.network;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a host's certificate is refused, in a sentence with what to do. It is found out here, not
 * taken from what refused it: that says little, and each library in other words.
 */
final class CertificateFault extends CertificateException {

  private static final long serialVersionUID = 1L;

  private final String sentence;

  private CertificateFault(String host, String sentence, Throwable cause) {
    super(host + ": " + sentence, cause);
    this.sentence = sentence;
  }

  /** Without the host. */
  String sentence() {
    return sentence;
  }

  /**
   * What is wrong, all of it.
   *
   * @param host as it was asked, with its port where that is not 443
   * @param chain as the host showed it, its own certificate first; never empty
   * @param authorities that are trusted
   * @param place where a certificate for this host alone is read
   * @param notes on authorities that could not be read
   * @param refusal of whoever checked
   */
  static CertificateFault of(
      String host,
      List<X509Certificate> chain,
      List<X509Certificate> authorities,
      String place,
      List<String> notes,
      Instant now,
      CertificateException refusal) {
    List<String> wrong = new ArrayList<>();
    List<String> advice = new ArrayList<>();
    validity(chain, now, wrong, advice);
    if (issuer(chain, authorities, wrong, advice)) {
      advice.add(
          "if that authority is yours, give its certificate by --ca-file=PEM or as ca.crt in "
              + place);
      advice.addAll(notes);
    }
    HostNames names = HostNames.of(chain.getFirst());
    if (!names.contain(host)) {
      wrong.add("is for " + names + ", not for this host");
      advice.add("ask for it by the name that it has, or have the certificate reissued");
    }
    if (wrong.isEmpty()) {
      wrong.add("is refused: " + reason(refusal));
      advice.add("have it reissued");
    }
    return new CertificateFault(
        host,
        "its certificate " + String.join(", and ", wrong) + "; " + String.join("; ", advice),
        refusal);
  }

  private static void validity(
      List<X509Certificate> chain, Instant now, List<String> wrong, List<String> advice) {
    for (X509Certificate certificate : chain) {
      String whose =
          certificate.equals(chain.getFirst())
              ? ""
              : "was issued by " + subject(certificate) + ", which ";
      if (now.isAfter(certificate.getNotAfter().toInstant())) {
        wrong.add(whose + "expired on " + certificate.getNotAfter().toInstant());
        advice.add("have it renewed; here it is " + now.truncatedTo(ChronoUnit.SECONDS));
        return;
      }
      if (now.isBefore(certificate.getNotBefore().toInstant())) {
        wrong.add(whose + "is not valid before " + certificate.getNotBefore().toInstant());
        advice.add(
            "see whether the clock is right: here it is " + now.truncatedTo(ChronoUnit.SECONDS));
        return;
      }
    }
  }

  /** Whether it is from an authority that is not trusted. */
  private static boolean issuer(
      List<X509Certificate> chain,
      List<X509Certificate> authorities,
      List<String> wrong,
      List<String> advice) {
    X509Certificate last = last(chain);
    if (authorities.contains(last) || authorities.contains(chain.getFirst())) {
      return false;
    }
    List<X509Certificate> namesakes =
        authorities.stream()
            .filter(it -> it.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
            .toList();
    if (namesakes.stream().anyMatch(it -> isSignedBy(last, it))) {
      return false;
    }
    if (last.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
      wrong.add(
          chain.getFirst().equals(last)
              ? "is signed by nobody but itself (" + subject(last) + ")"
              : "is from an authority that is not trusted here, " + subject(last));
    } else if (namesakes.isEmpty()) {
      wrong.add("is from an authority that is not trusted here, " + last.getIssuerX500Principal());
    } else {
      wrong.add(
          "is signed with another key than that of the trusted " + last.getIssuerX500Principal());
      advice.add("ask its operator whether that authority was renewed");
    }
    return true;
  }

  /** The end of the chain that begins with the host's own, whatever else was sent along. */
  private static X509Certificate last(List<X509Certificate> chain) {
    X509Certificate last = chain.getFirst();
    for (int i = 1; i < chain.size(); i++) {
      Optional<X509Certificate> issuer = issuer(last, chain);
      if (issuer.isEmpty()) {
        return last;
      }
      last = issuer.get();
    }
    return last;
  }

  private static Optional<X509Certificate> issuer(
      X509Certificate certificate, List<X509Certificate> chain) {
    return chain.stream()
        .filter(it -> !it.equals(certificate))
        .filter(it -> it.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .filter(it -> isSignedBy(certificate, it))
        .findFirst();
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String subject(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName();
    return name.isEmpty() ? "a certificate without a name" : name;
  }

  private static String reason(CertificateException refusal) {
    ImmutableList<Throwable> causes = ImmutableList.copyOf(Throwables.getCausalChain(refusal));
    return causes.stream()
        .filter(CertPathValidatorException.class::isInstance)
        .map(cause -> (CertPathValidatorException) cause)
        .reduce((one, deeper) -> deeper)
        .map(cause -> words(cause.getReason()) + cause.getMessage())
        .orElseGet(() -> String.valueOf(causes.getLast().getMessage()));
  }

  private static String words(CertPathValidatorException.Reason reason) {
    String word = reason.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    return word.equals("unspecified") ? "" : word + ", ";
  }
}
