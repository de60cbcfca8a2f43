package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteSource;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Timeouts;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation, in the open and over TLS, in spite of a registry that fails now and then. */
@Timeout(20)
@ParameterizedClass
@EnumSource(Wire.class)
final class UnreliableRegistryTest {

  private static final Expectation EVERY_TAG =
      new Expectation(ImmutableSet.of(), ImmutableSet.of(), Expectation.Breadth.TAG_VALUES);

  private final TestImage image = TestImage.named("amd64");
  private final Descriptor layer = image.layer();
  private final VirtualTime time = new VirtualTime();
  private final EmbeddedRegistry registry;
  private final Repository repository;
  private final RegistryClient client;
  private final ImageWriter writer;

  UnreliableRegistryTest(Wire wire) throws IOException {
    this.registry =
        EmbeddedRegistry.start(
            wire.on(
                EmbeddedRegistryOptions.defaults()
                    .with(Feature.STRICT_REFERENCES, Feature.IMMUTABLE_TAGS)));
    this.repository = new Repository(registry.host(), "prod/pause");
    this.client =
        RegistryClient.open(
            RegistrySettings.defaults(ImmutableMap.of())
                .withNetwork(wire.network(registry.host()))
                .withTimeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300)))
                .withWaiting(time));
    this.writer = client.writer(ServiceAccounts.NONE);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    registry.close();
  }

  static Stream<Fault> passing() {
    return Stream.of(
        new Fault.LostRequest(),
        new Fault.LostReply(),
        new Fault.TruncatedBody(),
        new Fault.StalledBody(Duration.ofSeconds(10)),
        new Fault.WrongContentLength(-1),
        new Fault.WrongContentLength(1),
        new Fault.Refusal(408, "UNKNOWN"),
        new Fault.Refusal(429, "TOOMANYREQUESTS"),
        new Fault.Refusal(400, "UNKNOWN"),
        new Fault.Refusal(500, "UNKNOWN"),
        new Fault.Refusal(502, ""),
        new Fault.Refusal(503, "UNAVAILABLE"),
        new Fault.Refusal(504, ""));
  }

  /** Twice each: the request that is tried again fails as well. */
  @ParameterizedTest
  @MethodSource("passing")
  void everythingIsDoneInTheEnd(Fault fault) throws IOException {
    for (Endpoint endpoint : Endpoint.values()) {
      registry.faults().times(2, target -> target.endpoint() == endpoint, fault);
    }
    image.uploadBlobs(writer, repository);
    assertInstanceOf(
        PutResult.Accepted.class,
        writer.putManifest(repository, TestTag.fresh("v1"), image.manifest()));
    LiveRepository.Contents contents =
        assertInstanceOf(
            LiveRepository.Contents.class, client.reader().read(repository, EVERY_TAG));

    assertEquals(ImmutableMap.of("v1", image.manifest().digest()), contents.tags());
    assertEquals(image.manifest(), client.images().manifest(repository, image.manifest().digest()));
    try (InputStream bytes = client.images().blob(repository, layer)) {
      assertArrayEquals(image.layerBytes(), bytes.readAllBytes());
    }
  }

  @Test
  void lostReplyOfAnUploadCostsALookAndNoSecondUpload() throws IOException {
    registry.faults().times(1, target -> target.method().equals("PUT"), new Fault.LostReply());
    upload();
    assertEquals(1, registry.counts().of("PUT"));
    assertEquals(1, registry.counts().of("HEAD", Endpoint.BLOB));
  }

  /** Where the bytes come from has a patience of its own. */
  @Test
  void bytesThatTakeTheirTimeToComeAreNoFaultOfTheRegistry() throws IOException {
    ByteSource slow =
        new ByteSource() {
          @Override
          public InputStream openStream() {
            return new SlowStream(image.layerBytes(), Duration.ofMillis(800));
          }
        };
    writer.uploadBlob(repository, layer, slow, Optional.empty());
    assertEquals(1, registry.counts().of("PUT"));
  }

  /** Comes at once, after a while. */
  private static final class SlowStream extends FilterInputStream {

    private final Duration pause;
    private boolean begun;

    SlowStream(byte[] bytes, Duration pause) {
      super(new ByteArrayInputStream(bytes));
      this.pause = pause;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (!begun) {
        begun = true;
        Uninterruptibles.sleepUninterruptibly(pause);
      }
      return super.read(buffer, offset, length);
    }
  }

  @Test
  void forgottenUploadIsBegunAgain() throws IOException {
    registry
        .faults()
        .times(
            1,
            target -> target.method().equals("PUT"),
            new Fault.Refusal(404, "BLOB_UPLOAD_UNKNOWN"));
    upload();
    assertEquals(2, registry.counts().of("POST", Endpoint.UPLOADS));
    assertTrue(registry.contents().blob(repository.path(), layer.digest()).isPresent());
  }

  @Test
  void manifestWhoseEveryReplyIsLostIsFoundToBeThere() throws IOException {
    image.uploadBlobs(writer, repository);
    registry
        .faults()
        .always(
            target -> target.endpoint() == Endpoint.MANIFEST && target.method().equals("PUT"),
            new Fault.LostReply());
    assertInstanceOf(
        PutResult.Accepted.class,
        writer.putManifest(repository, TestTag.fresh("v1"), image.manifest()));
  }

  @Test
  void refusalToMoveATagSaysThatItIsImmutable() {
    registry.contents().put(repository.path(), new SampleImages(3).docker(10), "v1");
    Manifest empty = Manifest.of("application/vnd.oci.image.index.v1+json", "{}".getBytes(UTF_8));
    RegistryException e =
        assertThrows(
            RegistryException.class,
            () -> writer.putManifest(repository, TestTag.fresh("v1"), empty));
    assertTrue(e.getMessage().contains("tag 'v1' is immutable there"), e.getMessage());
    assertEquals(1, e.attempts());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 409, 501})
  void refusalThatStaysIsNotAskedForAgain(int status) {
    registry.faults().always(target -> true, new Fault.Refusal(status, "DENIED"));
    assertThrows(RegistryException.class, this::upload);
    // It might have been the form of the request: a small blob came along with it.
    boolean mayBeItsForm = ImmutableSet.of(400, 404, 405).contains(status);
    assertEquals(mayBeItsForm ? 2 : 1, registry.counts().total());
    assertEquals(Duration.ZERO, time.total());
  }

  /** Which is once a host. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 411, 413, 415})
  void blobThatMayNotComeAlongIsSentTheOtherWay(int status) throws IOException {
    registry.faults().times(1, target -> true, new Fault.Refusal(status, "UNSUPPORTED"));
    upload();
    assertEquals(2, registry.counts().of("POST", Endpoint.UPLOADS));
    assertEquals(1, registry.counts().of("PUT"));
    upload();
    assertEquals(3, registry.counts().of("POST", Endpoint.UPLOADS));
    assertEquals(2, registry.counts().of("PUT"));
  }

  @Test
  void givingUpTellsAttemptsAndLastAnswer() {
    registry.faults().always(target -> true, new Fault.Refusal(502, "UNAVAILABLE"));
    RegistryException e = assertThrows(RegistryException.class, this::upload);

    assertEquals(6, e.attempts());
    String message = e.getMessage();
    assertTrue(message.contains("answered 502 UNAVAILABLE"), message);
    assertTrue(message.endsWith("(the last of 6 attempts)"), message);
    assertEquals(
        Stream.of(250, 500, 1000, 2000, 4000).map(Duration::ofMillis).toList(), time.slept());
  }

  @Test
  void blobThatBreaksOffAgainAndAgainFails() throws IOException {
    registry.contents().putBlob(repository.path(), layer.digest(), image.layerBytes());
    registry.faults().always(target -> true, new Fault.TruncatedBody());
    try (InputStream bytes = client.images().blob(repository, layer)) {
      assertThrows(IOException.class, bytes::readAllBytes);
    }
    assertEquals(6, registry.counts().total());
  }

  @Test
  void deadHostIsNotWaitedForAgainAndAgain() throws IOException {
    registry.close();
    for (int i = 0; i < 8; i++) {
      assertEquals(6, assertThrows(RegistryException.class, this::upload).attempts());
    }
    Duration waited = time.total();
    assertEquals(1, assertThrows(RegistryException.class, this::upload).attempts());
    assertEquals(waited, time.total());
  }

  private void upload() throws IOException {
    writer.uploadBlob(repository, layer, ByteSource.wrap(image.layerBytes()), Optional.empty());
  }
}
