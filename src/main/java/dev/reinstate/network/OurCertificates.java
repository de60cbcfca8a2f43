package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows a host one of our certificates when it asks for one, and notes that it asked. */
final class OurCertificates extends X509ExtendedKeyManager {

  private final ImmutableList<ClientCertificate> ours;
  private final Consumer<String> asked;

  /**
   * @param asked is told the host that asks, with its port where it is not 443
   */
  OurCertificates(ImmutableList<ClientCertificate> ours, Consumer<String> asked) {
    this.ours = ours;
    this.asked = asked;
  }

  @Override
  public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
    note(socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    return choose(kinds, issuers);
  }

  @Override
  public String chooseEngineClientAlias(String[] kinds, Principal[] issuers, SSLEngine engine) {
    note(engine == null ? null : engine.getHandshakeSession());
    return choose(kinds, issuers);
  }

  private void note(SSLSession session) {
    if (session != null && session.getPeerHost() != null) {
      asked.accept(Trust.name(session.getPeerHost(), session.getPeerPort()));
    }
  }

  /**
   * The first of a kind that the host takes and from an authority that it names; where none is, the
   * first of the kind: what a host names is a hint.
   */
  private String choose(String[] kinds, Principal[] issuers) {
    List<Principal> wanted = issuers == null ? List.of() : Arrays.asList(issuers);
    List<String> fitting = aliases(kinds);
    return fitting.stream()
        .filter(alias -> wanted.isEmpty() || isFrom(wanted, alias))
        .findFirst()
        .orElseGet(() -> fitting.isEmpty() ? null : fitting.getFirst());
  }

  private boolean isFrom(List<Principal> wanted, String alias) {
    return ours.get(Integer.parseInt(alias)).chain().stream()
        .anyMatch(certificate -> wanted.contains(certificate.getIssuerX500Principal()));
  }

  private List<String> aliases(String... kinds) {
    Set<String> taken = Set.copyOf(Arrays.asList(kinds));
    return IntStream.range(0, ours.size())
        .filter(i -> taken.contains(ours.get(i).key().getAlgorithm()))
        .mapToObj(Integer::toString)
        .toList();
  }

  @Override
  public String[] getClientAliases(String kind, Principal[] issuers) {
    return aliases(kind).toArray(String[]::new);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return ours.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return ours.get(Integer.parseInt(alias)).key();
  }

  @Override
  public String[] getServerAliases(String kind, Principal[] issuers) {
    return new String[0];
  }

  @Override
  public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
    return null;
  }
}
