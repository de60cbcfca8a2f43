package dev.reinstate.registry.authentication;

import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.HostFaultException;
import dev.reinstate.network.ProxyException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Google's application default credentials as access tokens, which Google's registries take without
 * a token exchange: https://cloud.google.com/artifact-registry/docs/reference/docker-api
 */
final class ApplicationDefaultCredentials implements Credentials {

  private static final Logger LOG = LoggerFactory.getLogger(ApplicationDefaultCredentials.class);
  private static final ImmutableList<String> SCOPES =
      ImmutableList.of("https://www.googleapis.com/auth/cloud-platform");

  /** The longest that needs no extra policy; the library renews it in time. */
  private static final Duration IMPERSONATION = Duration.ofHours(1);

  /**
   * How the library says that there are none; anything else it says of some that it found.
   *
   * <p>Source: {@code DefaultCredentialsProvider.CLOUDSDK_MISSING_CREDENTIALS},
   * https://github.com/googleapis/google-auth-library-java.
   */
  private static final String NONE = "Your default credentials were not found";

  private final GoogleCredentials own;
  private final HttpTransportFactory transports;
  private final ConcurrentMap<String, GoogleCredentials> impersonated = new ConcurrentHashMap<>();

  /**
   * @param transports how Google is asked to let us act as another
   */
  ApplicationDefaultCredentials(GoogleCredentials own, HttpTransportFactory transports) {
    this.own = own;
    this.transports = transports;
  }

  /** Where Google's library finds them. */
  interface Place {
    GoogleCredentials read() throws IOException;
  }

  /** {@link Credentials#ANONYMOUS} where there are none; what is there and broken is said. */
  static Credentials load(GoogleAccess access) {
    HttpTransportFactory transports = access.transports();
    return load(() -> GoogleCredentials.getApplicationDefault(transports), transports);
  }

  static Credentials load(Place place, HttpTransportFactory transports) {
    try {
      return new ApplicationDefaultCredentials(place.read().createScoped(SCOPES), transports);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith(NONE)) {
        LOG.info("No application default credentials: {}", e.getMessage());
        return ANONYMOUS;
      }
      return (repository, serviceAccount) -> {
        throw new IOException(
            "no credential for "
                + repository.host()
                + ": the application default credentials cannot be read: "
                + e.getMessage()
                + "; mend or unset $GOOGLE_APPLICATION_CREDENTIALS, or run 'gcloud auth"
                + " application-default login'",
            e);
      };
    }
  }

  @Override
  public HostCredential find(Repository repository, Optional<String> serviceAccount)
      throws IOException {
    return serviceAccount.isPresent() ? impersonate(serviceAccount.get()) : ownToken();
  }

  private HostCredential ownToken() throws IOException {
    try {
      return token(own, "the application default credentials");
    } catch (IOException e) {
      throw failure(
          "the application default credentials give no token",
          e,
          "give the workload a service account (on GKE, grant its Kubernetes account"
              + " roles/iam.workloadIdentityUser on one), or run 'gcloud auth application-default"
              + " login'");
    }
  }

  /**
   * Where it is the way to Google that is the trouble, what is said of that says what to do.
   *
   * @param advice for any other
   */
  private static IOException failure(String what, IOException e, String advice) {
    Optional<Throwable> way =
        Throwables.getCausalChain(e).stream()
            .filter(cause -> cause instanceof ProxyException || cause instanceof HostFaultException)
            .findFirst();
    return new IOException(
        what + ": " + way.map(Throwable::getMessage).orElse(e.getMessage() + "; " + advice), e);
  }

  private HostCredential impersonate(String account) throws IOException {
    GoogleCredentials credentials =
        impersonated.computeIfAbsent(
            account,
            name ->
                ImpersonatedCredentials.create(
                    own,
                    name,
                    /* delegates= */ null,
                    SCOPES,
                    Math.toIntExact(IMPERSONATION.toSeconds()),
                    transports));
    try {
      return token(
          credentials, account + ", impersonated with the application default credentials");
    } catch (IOException e) {
      throw failure(
          "cannot act as " + account,
          e,
          "grant this job roles/iam.serviceAccountTokenCreator on it");
    }
  }

  private static HostCredential token(GoogleCredentials credentials, String description)
      throws IOException {
    credentials.refreshIfExpired();
    return new HostCredential.AccessToken(
        credentials.getAccessToken().getTokenValue(), description);
  }
}
