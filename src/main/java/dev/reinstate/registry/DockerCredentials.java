package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Docker's configuration, its credential helpers and the well-known helpers, by Jib. */
final class DockerCredentials implements Credentials {

  private static final Logger LOG = LoggerFactory.getLogger(DockerCredentials.class);

  private final Function<ImageReference, ImmutableList<CredentialRetriever>> retrievers;
  private final ConcurrentMap<String, Optional<HostCredential>> found = new ConcurrentHashMap<>();

  /**
   * @param environment what credential helpers run with
   */
  DockerCredentials(Map<String, String> environment) {
    this(
        image -> {
          CredentialRetrieverFactory factory =
              CredentialRetrieverFactory.forImage(
                  image, event -> LOG.debug("{}", event.getMessage()), environment);
          return ImmutableList.of(factory.dockerConfig(), factory.wellKnownCredentialHelpers());
        });
  }

  DockerCredentials(Function<ImageReference, ImmutableList<CredentialRetriever>> retrievers) {
    this.retrievers = retrievers;
  }

  /** Looks a host up once; {@link IOException} when a helper fails. */
  @Override
  public Optional<HostCredential> find(String host, Optional<String> serviceAccount)
      throws IOException {
    Optional<HostCredential> known = found.get(host);
    if (known != null) {
      return known;
    }
    Optional<HostCredential> credential = retrieve(host);
    found.put(host, credential);
    return credential;
  }

  private Optional<HostCredential> retrieve(String host) throws IOException {
    // Jib looks up by the registry of an image; which image makes no difference.
    ImageReference image = ImageReference.of(host, "image", /* qualifier= */ null);
    try {
      for (CredentialRetriever retriever : retrievers.apply(image)) {
        Optional<Credential> credential = retriever.retrieve();
        if (credential.isPresent()) {
          return credential.map(DockerCredentials::hostCredential);
        }
      }
      return Optional.empty();
    } catch (CredentialRetrievalException e) {
      throw new IOException("no credential for " + host + ": " + e.getMessage(), e);
    }
  }

  private static HostCredential hostCredential(Credential credential) {
    return credential.isOAuth2RefreshToken()
        ? new HostCredential.RefreshToken(credential.getPassword())
        : new HostCredential.Login(credential.getUsername(), credential.getPassword());
  }
}
