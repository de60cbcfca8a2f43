package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Refuses what another refuses, and says why. */
final class ExplainingTrustManager extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;
  private final UnaryOperator<String> places;
  private final ImmutableList<String> notes;

  /**
   * @param places where a certificate for a host alone is read
   * @param notes on authorities that could not be read
   */
  ExplainingTrustManager(
      X509ExtendedTrustManager judge, UnaryOperator<String> places, ImmutableList<String> notes) {
    this.judge = judge;
    this.places = places;
    this.notes = notes;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    try {
      requireAuthority();
      judge.checkServerTrusted(chain, kind, socket);
    } catch (CertificateException e) {
      throw explained(chain, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    try {
      requireAuthority();
      judge.checkServerTrusted(chain, kind, engine);
    } catch (CertificateException e) {
      throw explained(chain, engine == null ? null : engine.getHandshakeSession(), e);
    }
  }

  /** Without any, the JDK's judge fails instead of refusing. */
  private void requireAuthority() throws CertificateException {
    if (judge.getAcceptedIssuers().length == 0) {
      throw new CertificateException("no authority is trusted at all");
    }
  }

  /** Without a connection nobody knows for which host; then what refused it has to do. */
  private CertificateException explained(
      X509Certificate[] chain, SSLSession session, CertificateException refusal) {
    if (session == null || session.getPeerHost() == null || chain.length == 0) {
      return refusal;
    }
    String host = Trust.name(session.getPeerHost(), session.getPeerPort());
    return CertificateFault.of(
        host,
        ImmutableList.copyOf(chain),
        ImmutableList.copyOf(judge.getAcceptedIssuers()),
        places.apply(host),
        notes,
        Instant.now(),
        refusal);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    judge.checkServerTrusted(chain, kind);
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
