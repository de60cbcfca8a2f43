package dev.reinstate.registry.endpoint;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.network.PlainHosts;
import dev.reinstate.registry.address.Origin;
import dev.reinstate.registry.authentication.Authorizer;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.failure.Transience;
import dev.reinstate.registry.pace.Retries;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Collection;

/** Calls endpoints in one role: addresses, sends, and turns refusals into exceptions. */
public final class RegistryCaller {

  /** What a token must allow. */
  public enum Role {
    READER("/v2/", "pull", "read access"),
    WRITER("/v2/", "pull,push", "write access"),
    /** Asks Google's API about registries, which knows no tokens for scopes. */
    INVENTORY("/", "", "roles/artifactregistry.reader"),
    /** Asks places that serve blobs to everybody. */
    MIRROR("/", "", "read access to everybody");

    private final String root;
    private final String actions;
    private final String grant;

    Role(String root, String actions, String grant) {
      this.root = root;
      this.actions = actions;
      this.grant = grant;
    }
  }

  /**
   * Why S3 refuses what it lacks:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html, "Permissions".
   */
  private static final String UNASKED =
      "asked without a credential, as every blob mirror is; a bucket whose list is closed says so"
          + " of what it lacks";

  private final Exchange exchange;
  private final Authorizer authorizer;
  private final Rewrites rewrites;
  private final PlainHosts plainHosts;
  private final Role role;
  private final ServiceAccounts accounts;
  private final Retries retries;

  public RegistryCaller(
      Exchange exchange,
      Authorizer authorizer,
      Rewrites rewrites,
      PlainHosts plainHosts,
      Role role,
      ServiceAccounts accounts,
      Retries retries) {
    this.exchange = exchange;
    this.authorizer = authorizer;
    this.rewrites = rewrites;
    this.plainHosts = plainHosts;
    this.role = role;
    this.accounts = accounts;
    this.retries = retries;
  }

  /** Where a repository is addressed. */
  public Repository address(Repository repository) {
    return rewrites.apply(repository);
  }

  /** Says what will be asked about, so that few tokens have to be asked for. */
  public void expect(Collection<Repository> repositories) {
    for (Repository repository : repositories) {
      Repository address = address(repository);
      authorizer.expect(address, scope(address));
    }
  }

  /** Calls and reads the whole answer; tries again what may yet work. */
  public <T> T call(Repository repository, Endpoint<T> endpoint) throws IOException {
    return retries.run(address(repository).host(), number -> callOnce(repository, endpoint));
  }

  /** Calls once and reads the whole answer, as a part of something that is tried again whole. */
  public <T> T callOnce(Repository repository, Endpoint<T> endpoint) throws IOException {
    Request request = request(repository, endpoint);
    try (Response response = send(request)) {
      return response.succeeded()
          ? read(request, response, endpoint)
          : refused(request, response, endpoint);
    }
  }

  /**
   * Calls and hands over the answer's body, which the caller closes; tries again until the body
   * begins.
   */
  public <T extends InputStream> T stream(Repository repository, Endpoint<T> endpoint)
      throws IOException {
    return retries.run(address(repository).host(), number -> open(repository, endpoint));
  }

  private <T> T open(Repository repository, Endpoint<T> endpoint) throws IOException {
    Request request = request(repository, endpoint);
    Response response = send(request);
    if (response.succeeded()) {
      return read(request, response, endpoint);
    }
    try (response) {
      return refused(request, response, endpoint);
    }
  }

  /** What a token service refuses ends here: to no endpoint is its 404 an absent image. */
  private Response send(Request request) throws IOException {
    try {
      return exchange.send(request);
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw Refusals.of(request, e);
    }
  }

  private static <T> T read(Request request, Response response, Endpoint<T> endpoint)
      throws IOException {
    try {
      return endpoint.read(response);
    } catch (IOException e) {
      throw Refusals.of(request, e);
    }
  }

  /** The endpoint's answer to a refusal; one that may pass is no answer yet. */
  private <T> T refused(Request request, Response response, Endpoint<T> endpoint)
      throws IOException {
    RegistryException refusal = refusal(request, response);
    if (Transience.mayPass(refusal)) {
      throw refusal;
    }
    return endpoint.refused(refusal);
  }

  /** What a response says that is no success; it reads its body. */
  public RegistryException refusal(Request request, Response response) throws IOException {
    return Refusals.of(request, response, advice(request, response.status()));
  }

  private String advice(Request request, int status) throws IOException {
    if (role == Role.MIRROR) {
      return status == 401 || status == 403 ? UNASKED : "";
    }
    return switch (status) {
      case 401 ->
          "asked as " + authorizer.identity(request) + "; check its credential for the host";
      case 403 -> "asked as " + authorizer.identity(request) + "; grant it " + role.grant;
      default -> "";
    };
  }

  private Request request(Repository repository, Endpoint<?> endpoint) {
    Repository address = address(repository);
    URI root = Origin.uriOf(address.host(), plainHosts);
    URI base = root.resolve(role.root + address.path() + "/");
    return new Request(
        address,
        accounts.of(repository),
        scopes(address, endpoint),
        endpoint.method(),
        endpoint.locate(base),
        endpoint.headers(),
        endpoint.content(),
        endpoint.intent());
  }

  private ImmutableList<String> scopes(Repository address, Endpoint<?> endpoint) {
    if (role.actions.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<String> scopes = ImmutableList.builder();
    scopes.add(scope(address));
    endpoint.mountSource().ifPresent(path -> scopes.add("repository:" + path + ":pull"));
    return scopes.build();
  }

  private String scope(Repository address) {
    return "repository:" + address.path() + ":" + role.actions;
  }
}
