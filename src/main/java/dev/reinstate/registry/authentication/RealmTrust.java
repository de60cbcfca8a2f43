package dev.reinstate.registry.authentication;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import java.net.URI;

/**
 * Which token service a registry's credentials may be shown to. The registry's answer names the
 * service, so a hostile or hijacked registry could name its own.
 *
 * <p>A password goes to the registry's own host name, and to a host below the same registrable
 * domain, because the two have one owner: Docker Hub's {@code registry-1.docker.io} names {@code
 * auth.docker.io}, a self-hosted GitLab's {@code registry.example.org} names {@code
 * gitlab.example.org}. What a registrable domain is, the public suffix list says, its private part
 * included, so that two customers of one hosting provider are not taken for one owner. Any other
 * service is asked without credentials; and in plain HTTP they are shown to the registry's own host
 * name alone, since it is that host of which somebody said that it may be spoken to so.
 */
final class RealmTrust {

  private RealmTrust() {}

  static boolean mayReceiveCredentials(String registryHost, URI realm, PlainHosts plainHosts) {
    Origin registry = Origin.ofRegistry(registryHost, plainHosts);
    Origin service = Origin.of(realm);
    boolean sameHost = service.host().equals(registry.host());
    return service.scheme().equals("https")
        ? sameHost || haveOneOwner(service.host(), registry.host())
        : sameHost && registry.scheme().equals("http") && service.isOpenTo(plainHosts);
  }

  private static boolean haveOneOwner(String one, String other) {
    return isDomain(one)
        && isDomain(other)
        && InternetDomainName.from(one)
            .topPrivateDomain()
            .equals(InternetDomainName.from(other).topPrivateDomain());
  }

  private static boolean isDomain(String host) {
    return !InetAddresses.isUriInetAddress(host)
        && InternetDomainName.isValid(host)
        && InternetDomainName.from(host).isUnderPublicSuffix();
  }
}
