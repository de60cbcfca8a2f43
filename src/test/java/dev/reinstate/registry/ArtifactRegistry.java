package dev.reinstate.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Progress;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.Inventory;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.address.GoogleHosts;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.http.Endpoint;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Function;

/** An embedded registry and its API under the names of Artifact Registry's, and a client of it. */
public final class ArtifactRegistry implements AutoCloseable {

  static final String HOST = "us-docker.pkg.dev";
  public static final Expectation EVERY_TAG =
      Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());

  private final EmbeddedRegistry registry;
  private final RegistryClient client;

  private ArtifactRegistry(EmbeddedRegistry registry, Credentials credentials) {
    this.registry = registry;
    this.client = open(registry.host(), registry.host(), credentials);
  }

  static ArtifactRegistry start() throws IOException {
    return start(EmbeddedRegistryOptions.defaults(), Credentials.ANONYMOUS);
  }

  static ArtifactRegistry start(EmbeddedRegistryOptions options, Credentials credentials)
      throws IOException {
    return new ArtifactRegistry(
        EmbeddedRegistry.start(options.with(Feature.IMAGE_INVENTORY)), credentials);
  }

  /** A client of a registry here and an API there. */
  static RegistryClient open(String registry, String api, Credentials credentials) {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withCredentials(credentials)
            .withRewrites(
                Rewrites.parse(
                    ImmutableList.of(
                        HOST + "=" + registry, GoogleHosts.ARTIFACT_REGISTRY_API + "=" + api)))
            .withWaiting(new VirtualTime()));
  }

  EmbeddedRegistry registry() {
    return registry;
  }

  static Repository repository(String path) {
    return new Repository(HOST, path);
  }

  /** {@code prod/images/image-0} and so on. */
  static ImmutableList<Repository> repositories(int count) {
    ImmutableList.Builder<Repository> repositories = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      repositories.add(repository("prod/images/image-" + i));
    }
    return repositories.build();
  }

  /** Reads them in one pass. */
  public ImmutableSortedMap<Repository, LiveRepository> read(
      Collection<Repository> repositories, Function<Repository, Expectation> expected) {
    return read(client, repositories, expected);
  }

  public static ImmutableSortedMap<Repository, LiveRepository> read(
      RegistryClient client,
      Collection<Repository> repositories,
      Function<Repository, Expectation> expected) {
    return new Inventory(client.reader(), new FanOut(64), Progress.NONE, new StopSignal())
        .read(repositories, expected)
        .repositories();
  }

  /** Requests for pages of the inventory. */
  long pages() {
    return registry.counts().of(Endpoint.DOCKER_IMAGES);
  }

  /** Requests for pages of listings. */
  long listings() {
    return registry.counts().of(Endpoint.TAGS);
  }

  @Override
  public void close() throws IOException {
    client.close();
    registry.close();
  }
}
