package dev.reinstate.nativecrypto;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks another in the JDK's words. TLS 1.3 does not tie the kind of a certificate's key to the way
 * of encrypting; the JDK calls that kind {@code UNKNOWN} and refuses Conscrypt's word for it.
 */
final class KindOfKey extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;

  KindOfKey(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  private static String inWordsOfTheJdk(String kind) {
    return kind.equals("GENERIC") ? "UNKNOWN" : kind;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, inWordsOfTheJdk(kind), socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, inWordsOfTheJdk(kind), engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    judge.checkServerTrusted(chain, inWordsOfTheJdk(kind));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, kind, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, kind, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    judge.checkClientTrusted(chain, kind);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
