package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.HttpHeaders;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import java.net.URI;
import java.util.Optional;

/**
 * One request about a repository.
 *
 * @param repository as it is addressed, after rewriting
 * @param serviceAccount the account to act as, where the registry's host knows such a thing
 * @param scopes what a token must allow, most important first, such as {@code
 *     repository:k8s-artifacts-prod/pause:pull}
 * @param intent whether it writes, which its method does not say
 */
public record Request(
    Repository repository,
    Optional<String> serviceAccount,
    ImmutableList<String> scopes,
    String method,
    URI uri,
    ImmutableMap<String, String> headers,
    Optional<Content> content,
    Intent intent) {

  public Request withUri(URI other) {
    return new Request(repository, serviceAccount, scopes, method, other, headers, content, intent);
  }

  public Request withContent(Content other) {
    return new Request(
        repository, serviceAccount, scopes, method, uri, headers, Optional.of(other), intent);
  }

  public Request withAuthorization(String value) {
    return withHeaders(
        ImmutableMap.<String, String>builder()
            .putAll(headers)
            .put(HttpHeaders.AUTHORIZATION, value)
            .buildKeepingLast());
  }

  /** A read of the same place with the same authorization. */
  public Request asking(String otherMethod, ImmutableMap<String, String> more) {
    return new Request(
        repository,
        serviceAccount,
        scopes,
        otherMethod,
        uri,
        ImmutableMap.<String, String>builder().putAll(headers).putAll(more).buildKeepingLast(),
        Optional.empty(),
        Intent.READ);
  }

  Request withoutAuthorization() {
    ImmutableMap.Builder<String, String> kept = ImmutableMap.builder();
    headers.forEach(
        (name, value) -> {
          if (!name.equals(HttpHeaders.AUTHORIZATION)) {
            kept.put(name, value);
          }
        });
    return withHeaders(kept.buildOrThrow());
  }

  /** Whether it goes to the registry itself, to which alone credentials belong. */
  public boolean goesToRegistry(PlainHosts plainHosts) {
    return Origin.of(uri).equals(Origin.ofRegistry(repository.host(), plainHosts));
  }

  private Request withHeaders(ImmutableMap<String, String> others) {
    return new Request(repository, serviceAccount, scopes, method, uri, others, content, intent);
  }
}
