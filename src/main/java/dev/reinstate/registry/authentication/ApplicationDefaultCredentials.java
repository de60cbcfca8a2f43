package dev.reinstate.registry.authentication;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.common.collect.ImmutableList;
import dev.reinstate.network.GoogleAccess;
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
  private final ConcurrentMap<String, GoogleCredentials> impersonated = new ConcurrentHashMap<>();

  ApplicationDefaultCredentials(GoogleCredentials own) {
    this.own = own;
  }

  /** Where Google's library finds them. */
  interface Place {
    GoogleCredentials read() throws IOException;
  }

  /** {@link Credentials#ANONYMOUS} where there are none; what is there and broken is said. */
  static Credentials load(GoogleAccess access) {
    return load(() -> GoogleCredentials.getApplicationDefault(access.transports()));
  }

  static Credentials load(Place place) {
    try {
      return new ApplicationDefaultCredentials(place.read().createScoped(SCOPES));
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith(NONE)) {
        LOG.info("No application default credentials: {}", e.getMessage());
        return ANONYMOUS;
      }
      return (host, serviceAccount) -> {
        throw new IOException(
            "no credential for "
                + host
                + ": the application default credentials cannot be read: "
                + e.getMessage()
                + "; mend or unset $GOOGLE_APPLICATION_CREDENTIALS, or run 'gcloud auth"
                + " application-default login'",
            e);
      };
    }
  }

  @Override
  public Optional<HostCredential> find(String host, Optional<String> serviceAccount)
      throws IOException {
    return Optional.of(serviceAccount.isPresent() ? impersonate(serviceAccount.get()) : ownToken());
  }

  private HostCredential ownToken() throws IOException {
    try {
      return token(own, "the application default credentials");
    } catch (IOException e) {
      throw new IOException(
          "the application default credentials give no token: "
              + e.getMessage()
              + "; give the workload a service account (on GKE, grant its Kubernetes account"
              + " roles/iam.workloadIdentityUser on one), or run 'gcloud auth application-default"
              + " login'",
          e);
    }
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
                    Math.toIntExact(IMPERSONATION.toSeconds())));
    try {
      return token(credentials, account + ", impersonated");
    } catch (IOException e) {
      throw new IOException(
          "cannot act as "
              + account
              + ": "
              + e.getMessage()
              + "; grant this job roles/iam.serviceAccountTokenCreator on it",
          e);
    }
  }

  private static HostCredential token(GoogleCredentials credentials, String description)
      throws IOException {
    credentials.refreshIfExpired();
    return new HostCredential.AccessToken(
        credentials.getAccessToken().getTokenValue(), description);
  }
}
