package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client costs a registry, and what it takes from one that breaks. */
final class EmbeddedRegistryTrafficTest {

  private static final EmbeddedRegistryOptions GOOGLE = EmbeddedRegistryOptions.defaults();
  private static final Expectation EVERY_TAG =
      Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());

  private final SampleImages samples = new SampleImages(7);

  @Test
  void googlesListingCostsOneRequestPerRepository() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(GOOGLE);
        RegistryClient client = client(Credentials.ANONYMOUS)) {
      SampleImage image = samples.docker(10, 20);
      for (int i = 0; i < 5; i++) {
        registry.contents().put("prod/image-" + i, image, "v1", "v2");
        LiveRepository.Contents contents = read(client, registry, "prod/image-" + i);
        assertEquals(ImmutableMap.of("v1", image.digest(), "v2", image.digest()), contents.tags());
      }
      assertEquals(5, registry.counts().total());
      assertEquals(
          ImmutableMap.of(registry.host(), ImmutableMap.of("GET", 5L)),
          client.traffic().requests());
    }
  }

  @Test
  void onlyTheFirstRequestToAHostIsChallenged() throws IOException {
    Challenge.Bearer tokens = new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5));
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(GOOGLE.withChallenge(tokens));
        RegistryClient client = client(Credentials.ANONYMOUS)) {
      for (int i = 0; i < 5; i++) {
        registry.contents().put("prod/image-" + i, samples.docker(10), "v1");
        read(client, registry, "prod/image-" + i);
        read(client, registry, "prod/image-" + i);
      }
      assertEquals(1, registry.counts().withStatus(401));
      assertEquals(5, registry.counts().of(Endpoint.TOKEN));
      assertEquals(11, registry.counts().of(Endpoint.TAGS));
    }
  }

  @Test
  void everyKindOfManifestTravelsByteForByte() throws IOException {
    SampleImage docker = samples.docker(10, 20);
    Stream<SampleImage> kinds =
        Stream.of(
            docker,
            samples.dockerList(docker, samples.docker(5)),
            samples.ociIndex(samples.ociIndex(samples.oci(10)), samples.zstd(10)),
            samples.helmChart(10),
            samples.cosignSignature(docker),
            samples.signedSchema1("prod/pause", "v1", 10, 20));
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(GOOGLE);
        RegistryClient client = client(Credentials.ANONYMOUS)) {
      Repository target = new Repository(registry.host(), "restored/pause");
      for (SampleImage image : kinds.toList()) {
        registry.contents().put("prod/pause", image, "v1");
        Manifest manifest =
            client.images().manifest(new Repository(registry.host(), "prod/pause"), image.digest());
        client.writer(ServiceAccounts.NONE).putManifest(target, TestTag.fresh("v1"), manifest);

        assertEquals(Optional.of(image.digest()), registry.contents().resolve(target.path(), "v1"));
        assertArrayEquals(
            image.manifest().bytes(),
            registry.contents().manifest(target.path(), image.digest()).orElseThrow().bytes());
      }
    }
  }

  static Stream<Fault> brokenBodies() {
    return Stream.of(
        new Fault.TruncatedBody(), new Fault.WrongBytes(), new Fault.WrongContentLength(-1));
  }

  @ParameterizedTest
  @MethodSource("brokenBodies")
  void brokenBlobIsNeverAccepted(Fault fault) throws IOException {
    SampleImage image = samples.docker(100_000);
    Descriptor layer = Iterables.getLast(ManifestReferences.of(image.manifest()).blobs());
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(GOOGLE);
        RegistryClient client = client(Credentials.ANONYMOUS)) {
      registry.contents().put("prod/pause", image);
      registry.faults().always(target -> target.endpoint() == Endpoint.BLOB, fault);

      assertThrows(IOException.class, () -> read(client, registry, layer));
    }
  }

  @Test
  void listingCutShortIsUnreadable() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(GOOGLE);
        RegistryClient client = client(Credentials.ANONYMOUS)) {
      registry.contents().put("prod/pause", samples.docker(10), "v1");
      registry.faults().always(target -> true, new Fault.TruncatedBody());

      LiveRepository live =
          client.reader().read(new Repository(registry.host(), "prod/pause"), EVERY_TAG);
      assertInstanceOf(LiveRepository.Unreadable.class, live);
    }
  }

  private static byte[] read(RegistryClient client, EmbeddedRegistry registry, Descriptor blob)
      throws IOException {
    Repository repository = new Repository(registry.host(), "prod/pause");
    try (InputStream bytes = client.images().blob(repository, blob)) {
      return bytes.readAllBytes();
    }
  }

  private static LiveRepository.Contents read(
      RegistryClient client, EmbeddedRegistry registry, String path) {
    return assertInstanceOf(
        LiveRepository.Contents.class,
        client.reader().read(new Repository(registry.host(), path), EVERY_TAG));
  }

  private static RegistryClient client(Credentials credentials) {
    return RegistryClient.open(
        RegistrySettings.defaults(ImmutableMap.of())
            .withCredentials(credentials)
            .withWaiting(new VirtualTime()));
  }
}
