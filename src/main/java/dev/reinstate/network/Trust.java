package dev.reinstate.network;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import dev.reinstate.nativecrypto.NativeCrypto;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose certificates are taken, and which of ours are shown, by host. */
public final class Trust {

  /** The platform's authorities, and no certificate of ours. */
  public static final Trust PLATFORM =
      new Trust(Authorities.PLATFORM, ImmutableList.of(), HostDirectories.NONE);

  private static final int MOST_HANG_UPS = 3;

  /**
   * How a host is spoken to.
   *
   * @param ours the file of the certificate that it is shown
   */
  private record Contact(SSLContext context, Optional<Path> ours) {}

  private final Authorities authorities;
  private final ImmutableList<X509Certificate> more;
  private final HostDirectories directories;
  private final ConcurrentMap<String, Contact> contacts = new ConcurrentHashMap<>();

  /** Hosts that asked for a certificate. */
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private final Set<String> answered = ConcurrentHashMap.newKeySet();

  /**
   * How often a host was lost that had asked and never answered. It says why, but where we are
   * still sending when it hangs up, that is lost with the connection.
   */
  private final ConcurrentMap<String, Integer> hungUp = new ConcurrentHashMap<>();

  /** Null until the first host needs it that has no directory of its own; guarded by this. */
  private Contact shared;

  private Trust(
      Authorities authorities, ImmutableList<X509Certificate> more, HostDirectories directories) {
    this.authorities = authorities;
    this.more = more;
    this.directories = directories;
  }

  /**
   * What the process's variables say, and the directories for single hosts; nothing is read yet.
   *
   * @param environment the process's variables
   */
  public static Trust of(Map<String, String> environment) {
    return of(environment, Path.of("/"));
  }

  /**
   * The same.
   *
   * @param top stands for the root of the file system where that is looked for directories
   */
  static Trust of(Map<String, String> environment, Path top) {
    return new Trust(
        Authorities.of(environment), ImmutableList.of(), HostDirectories.of(environment, top));
  }

  /**
   * The same, and the authorities of a file besides.
   *
   * @param file in PEM; {@link IllegalArgumentException} names what is wrong with it, which an
   *     expired authority is not as long as another in the file is good
   */
  public Trust withAuthorities(String file) {
    ImmutableList<X509Certificate> found = PemFile.authorities(file);
    return new Trust(
        authorities,
        ImmutableSet.<X509Certificate>builder().addAll(more).addAll(found).build().asList(),
        directories);
  }

  /**
   * For connections to a host; the same one for all hosts that need none of their own. The first
   * call reads the authorities, which takes its time.
   *
   * @param host with its port where it is not 443
   * @throws IOException naming the file that cannot be read
   */
  public SSLContext context(String host) throws IOException {
    Contact known = contacts.get(host);
    return (known == null ? met(host) : known).context();
  }

  /** Once, also where many connections to a host are opened at once: files are read for it. */
  private synchronized Contact met(String host) throws IOException {
    Contact known = contacts.get(host);
    if (known == null) {
      known = contact(host);
      contacts.put(host, known);
    }
    return known;
  }

  /**
   * What is wrong with a host that failed so; empty for what may pass.
   *
   * @param host with its port where it is not 443
   */
  public Optional<HostFaultException> fault(String host, IOException failure) {
    boolean wantsOurs = asked.contains(host);
    Optional<HostFaultException> found = TlsFaults.of(host, failure, wantsOurs, shown(host));
    return found.isEmpty()
            && wantsOurs
            && !answered.contains(host)
            && TlsFaults.isHangUp(failure)
            && hungUp.merge(host, 1, Integer::sum) >= MOST_HANG_UPS
        ? Optional.of(TlsFaults.onOurs(host, "it hangs up", failure, shown(host)))
        : found;
  }

  /**
   * A host answered, whatever it said: it does not mind what it was shown.
   *
   * @param port -1 for 443
   */
  public void answered(String host, int port) {
    if (!asked.isEmpty()) {
      answered.add(name(host, port));
    }
  }

  /**
   * What is wrong with a host that answered a request with status 400.
   *
   * @param host with its port where it is not the one implied
   * @param tls whether it was asked over TLS
   * @param body what it said, or the beginning of that
   */
  public Optional<HostFaultException> fault(String host, boolean tls, String body) {
    return TlsFaults.ofAnswer(host, tls, body, shown(host));
  }

  /**
   * What is wrong with a host that was asked in plain HTTP and answered in TLS.
   *
   * @param host with its port where it has one
   */
  public static HostFaultException wantsTls(String host) {
    return TlsFaults.wantsTls(host);
  }

  private TlsFaults.Shown shown(String host) {
    return new TlsFaults.Shown(
        Optional.ofNullable(contacts.get(host)).flatMap(Contact::ours), directories.place(host));
  }

  private Contact contact(String host) throws IOException {
    Optional<HostDirectories.Certificates> own;
    try {
      own = directories.find(host);
      if (own.isEmpty() && !HostAndPort.fromString(host).hasPort()) {
        own = directories.find(host + ":443");
      }
    } catch (IOException e) {
      throw new HostFaultException(
          host, "its certificates are not to be used: " + e.getMessage(), e);
    }
    return own.isPresent() ? contact(own.get()) : shared();
  }

  private Contact shared() throws IOException {
    if (shared == null) {
      shared = contact(new HostDirectories.Certificates(ImmutableList.of(), ImmutableList.of()));
    }
    return shared;
  }

  private Contact contact(HostDirectories.Certificates own) throws IOException {
    List<String> notes = new ArrayList<>();
    try {
      X509ExtendedTrustManager judge =
          authorities.manager(
              ImmutableSet.<X509Certificate>builder()
                  .addAll(more)
                  .addAll(own.authorities())
                  .build(),
              notes);
      SSLContext context =
          NativeCrypto.SYSTEM.tls(
              new OurCertificates(own.ours(), asked::add),
              new ExplainingTrustManager(judge, directories::place, ImmutableList.copyOf(notes)));
      return new Contact(context, own.ours().stream().map(ClientCertificate::file).findFirst());
    } catch (GeneralSecurityException e) {
      throw new IOException("the platform's authorities cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A host as image names have it.
   *
   * @param port left out where it is implied; -1 for that
   */
  public static String name(String host, int port) {
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return port < 0 || port == 443 ? bracketed : bracketed + ":" + port;
  }
}
