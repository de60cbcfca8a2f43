package dev.reinstate.registry.authentication;

import dev.reinstate.image.Repository;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.failure.Transience;
import dev.reinstate.registry.wire.Request;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Tokens that serve many repositories each, where the token service gives such: without that, a
 * repository that is read by one request would cost two. A batch that it refuses is asked for in
 * halves, so that one repository that nobody may read does not cost the others theirs. Repositories
 * with different credentials never share one.
 *
 * <p>Source: several scopes in one request,
 * https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token
 */
public final class SharedTokens {

  /** A token goes along with every request; lists of what it allows are written into many. */
  private static final int LONGEST = 6_000;

  /** Somebody split the batch; there is another to ask for. */
  private static final class SplitException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final TokenService service;
  private final TokenCache tokens;
  private final Function<Repository, String> namespaces;
  private final ConcurrentMap<String, ScopeBatches> batches = new ConcurrentHashMap<>();

  /** Scopes whose repositories refused a token for many, by host. */
  private final Set<TokenCache.Key> doubtful = ConcurrentHashMap.newKeySet();

  /**
   * @param namespaces what a repository has in common with all that may share its tokens
   */
  public SharedTokens(
      TokenService service, TokenCache tokens, Function<Repository, String> namespaces) {
    this.service = service;
    this.tokens = tokens;
    this.namespaces = namespaces;
  }

  void expect(Repository repository, String scope) {
    batches(repository.host()).expect(repository, scope);
  }

  /** Once it is not, it never will be again. */
  boolean isShared(String host, String scope) {
    return batches(host).of(scope).size() > 1;
  }

  /**
   * A token for a request.
   *
   * @param own for the scopes of the request alone
   * @param refused a token that the registry did not take
   */
  String get(Request request, TokenCache.Key own, Optional<String> refused) throws IOException {
    if (own.scopes().size() > 1) {
      return tokens.get(own, refused, key -> service.fetch(request, key));
    }
    String scope = own.scopes().get(0);
    ScopeBatches ofHost = batches(own.host());
    if (refused.isPresent() && ofHost.of(scope).size() > 1) {
      ofHost.separate(scope);
      doubtful.add(own);
    }
    while (true) {
      try {
        return tokens.get(
            own.withScopes(ofHost.of(scope)), refused, key -> fetch(request, key, ofHost, scope));
      } catch (SplitException e) {
        // Its half is asked for next.
      }
    }
  }

  /** The registry took the token for this request. */
  void accepted(TokenCache.Key own) {
    if (doubtful.remove(own)) {
      // It had refused one for many that should have allowed the same.
      batches(own.host()).separateAll();
    }
  }

  private TokenCache.Token fetch(
      Request request, TokenCache.Key key, ScopeBatches ofHost, String scope) throws IOException {
    if (!ofHost.isCurrent(scope, key.scopes())) {
      throw new SplitException();
    }
    if (key.scopes().size() == 1) {
      return service.fetch(request, key);
    }
    TokenCache.Token token = fetchShared(request, key, ofHost);
    if (token.value().length() > LONGEST) {
      ofHost.split(key.scopes());
      throw new SplitException();
    }
    return token;
  }

  private TokenCache.Token fetchShared(Request request, TokenCache.Key key, ScopeBatches ofHost)
      throws IOException {
    try {
      return service.fetch(request, key);
    } catch (RegistryException e) {
      if (Transience.isThrottling(e)) {
        throw e; // more requests would not help
      }
      ofHost.split(key.scopes());
      if (Transience.mayPass(e)) {
        throw e;
      }
      throw new SplitException();
    } catch (IOException e) {
      ofHost.split(key.scopes());
      throw e;
    }
  }

  private ScopeBatches batches(String host) {
    return batches.computeIfAbsent(host, any -> new ScopeBatches(namespaces));
  }
}
