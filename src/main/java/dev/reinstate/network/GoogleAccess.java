package dev.reinstate.network;

import com.google.api.client.http.HttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How Google's services are reached, but for registries. Nothing is opened before it is needed.
 *
 * <p>The metadata server of the machine is asked directly, as Google's libraries for Go do,
 * whatever the proxy; it is on the machine's own link.
 */
public final class GoogleAccess {

  /** The variable that names an emulator of Google Cloud Storage. */
  public static final String EMULATOR = "STORAGE_EMULATOR_HOST";

  private static final String METADATA = "GCE_METADATA_HOST";

  /**
   * Source: {@code https://cloud.google.com/compute/docs/metadata/querying-metadata}; the last is
   * that of Amazon's, which federated credentials ask.
   */
  private static final ImmutableSet<String> METADATA_HOSTS =
      ImmutableSet.of(
          "metadata.google.internal",
          "metadata",
          "169.254.169.254",
          "[fd20:ce::254]",
          "[fd00:ec2::254]");

  private final ImmutableMap<String, String> environment;
  private final PlainHosts plainHosts;
  private final UnaryOperator<String> hosts;
  private final Supplier<WebClient> client;
  private final Supplier<WebClient> direct;
  private final Supplier<HttpTransport> transport =
      Suppliers.memoize(() -> new GoogleTransport(this));

  /**
   * The way the network is.
   *
   * @param environment the process's variables
   * @param hosts which host to ask in whose place, with its port where it has one
   */
  public GoogleAccess(
      Map<String, String> environment, Network network, UnaryOperator<String> hosts) {
    this.environment = ImmutableMap.copyOf(environment);
    this.plainHosts = network.plainHosts();
    this.hosts = hosts;
    this.client = Suppliers.memoize(() -> WebClient.open(network));
    this.direct = Suppliers.memoize(() -> WebClient.open(network.withoutProxies()));
  }

  /** For Google's libraries. */
  public HttpTransportFactory transports() {
    return transport::get;
  }

  /**
   * The emulator of Google Cloud Storage to use instead, as a URL without a path.
   *
   * <p>Source of the forms: {@code storage.NewClient} of
   * https://github.com/googleapis/google-cloud-go, which adds the scheme where there is none.
   *
   * @throws IllegalArgumentException when the variable names no host
   */
  public Optional<String> emulator() {
    String text = Strings.nullToEmpty(environment.get(EMULATOR));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    URI url;
    try {
      url = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      throw noEmulator(text);
    }
    boolean isHost =
        url.getHost() != null
            && url.getScheme().matches("(?i)https?")
            && url.getPort() != 0
            && url.getPort() <= 65_535
            && url.getRawUserInfo() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getPath().matches("/?|/storage/v1/?");
    if (!isHost) {
      throw noEmulator(text);
    }
    return Optional.of(Ascii.toLowerCase(url.getScheme()) + "://" + url.getRawAuthority());
  }

  private static IllegalArgumentException noEmulator(String text) {
    return new IllegalArgumentException(
        "$%s: '%s' is neither HOST:PORT nor http://HOST:PORT".formatted(EMULATOR, text));
  }

  /** Where a host of Google's is asked: itself, or another in its place. */
  public URI address(URI target) {
    String asked = hosts.apply(target.getRawAuthority());
    if (asked.equals(target.getRawAuthority())) {
      return target;
    }
    String scheme = plainHosts.contains(asked) ? "http" : "https";
    String rest = target.toString().substring(target.toString().indexOf("://") + 3);
    return URI.create(scheme + "://" + asked + rest.substring(target.getRawAuthority().length()));
  }

  WebClient client(URI target) {
    return isMetadata(target) ? direct.get() : client.get();
  }

  private boolean isMetadata(URI target) {
    String host = Ascii.toLowerCase(target.getHost());
    String set = Strings.nullToEmpty(environment.get(METADATA));
    return METADATA_HOSTS.contains(host)
        || (!set.isEmpty() && host.equalsIgnoreCase(HostAndPort.fromString(set).getHost()));
  }
}
