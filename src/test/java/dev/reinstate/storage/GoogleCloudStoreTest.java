package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.StorageOptions;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Digests;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.snapshot.ContentMismatchException;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.BucketFault.Effect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleCloudStoreTest extends SnapshotStoreContract {

  private static final byte[] SMALL = "hello".getBytes(UTF_8);
  private static final byte[] LARGE = large();

  private BucketServer server;

  @Override
  SnapshotStore openEmpty() throws IOException {
    server = new BucketServer("k8s-backup");
    return open("gs://k8s-backup/registry");
  }

  @Override
  SnapshotStore reopen() throws IOException {
    return open("gs://k8s-backup/registry");
  }

  @Override
  void corrupt(String name, byte[] bytes) {
    server.objects.corrupt("registry/" + name, bytes);
  }

  @AfterEach
  void neverOverwritesOrDeletes() {
    assertEquals(0, server.retentionViolations());
    server.close();
  }

  @Test
  void objectsHaveTheNamesOfAnOciLayoutBelowThePrefix() throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup/deep/er/")) {
      create(store, SMALL);
      store.snapshots().create("2026-11-23T02-00-00Z", SMALL);
    }
    assertTrue(
        server.objects.get("deep/er/blobs/sha256/" + Digests.of(SMALL).getHash()).isPresent());
    assertTrue(server.objects.get("deep/er/snapshots/2026-11-23T02-00-00Z.json").isPresent());
    assertTrue(server.objects.get("deep/er/oci-layout").isPresent());
  }

  @Test
  void aWholeBucketIsAStoreToo() throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      create(store, SMALL);
      assertEquals(1, store.blobs().size());
    }
    assertTrue(server.objects.get("blobs/sha256/" + Digests.of(SMALL).getHash()).isPresent());
  }

  @ParameterizedTest
  @EnumSource(Effect.class)
  void everyFaultOfASmallUploadIsSurvived(Effect effect) throws IOException {
    survives(BucketFault.once("POST", effect), SMALL);
  }

  @ParameterizedTest
  @EnumSource(Effect.class)
  void everyFaultOfAResumableUploadIsSurvived(Effect effect) throws IOException {
    survives(BucketFault.once("PUT", effect), LARGE);
  }

  @ParameterizedTest
  @EnumSource(Effect.class)
  void everyFaultOfAReadIsSurvived(Effect effect) throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      create(store, LARGE);
      server.inject(BucketFault.once("GET", effect));
      assertArrayEquals(LARGE, read(store, LARGE));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void manyFaultsAreSurvived(long seed) throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      server.inject(BucketFault.random(seed, 0.2));
      for (int i = 0; i < 20; i++) {
        create(store, new byte[] {(byte) i});
      }
      create(store, LARGE);
      assertEquals(21, store.blobs().size());
      assertArrayEquals(LARGE, read(store, LARGE));
    }
  }

  @Test
  void aSnapshotWhoseAnswerWasLostIsKnownToBeOurOwn() throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      create(store, SMALL);
      server.inject(BucketFault.once("POST", Effect.LOSE_ANSWER));
      store.snapshots().create("2026-11-23T02-00-00Z", SMALL);
      assertArrayEquals(SMALL, store.snapshots().read("2026-11-23T02-00-00Z"));
      assertThrows(
          FileAlreadyExistsException.class,
          () -> store.snapshots().create("2026-11-23T02-00-00Z", LARGE));
    }
  }

  @Test
  void aMissingPermissionIsNamed() throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      create(store, SMALL);
      server.deny("storage.objects.create");
      assertDenied("storage.objects.create", () -> create(store, new byte[] {1}));
      assertDenied("storage.objects.create", () -> create(store, LARGE));
      server.deny("storage.objects.get");
      assertDenied("storage.objects.get", () -> read(store, SMALL));
      server.deny("storage.objects.list");
      assertDenied("storage.objects.list", store::blobs);
    }
  }

  @Test
  void aBucketThatDoesNotExistIsNotAnEmptyStore() throws IOException {
    try (SnapshotStore store = open("gs://other-bucket")) {
      NoSuchFileException e = assertThrows(NoSuchFileException.class, store::blobs);
      assertTrue(e.getMessage().contains("create it first"), e.getMessage());
    }
  }

  @Test
  void aForeignObjectUnderABlobsNameIsNoticed() throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      server.objects.corrupt("blobs/sha256/" + Digests.of(SMALL).getHash(), new byte[] {1});
      assertThrows(ContentMismatchException.class, () -> create(store, SMALL));
    }
  }

  /** What is wrong with a host of storage is said as of a registry's, and at once. */
  @Test
  @Timeout(20)
  void aServerWithoutTlsIsToldFromOneThatIsGone() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String emulator = "https://127.0.0.1:" + plain.getLocalPort();
      GoogleAccess google =
          new GoogleAccess(
              ImmutableMap.of(GoogleAccess.EMULATOR, emulator), Network.DEFAULT, host -> host);
      try (SnapshotStore store = GoogleCloudStore.open("gs://k8s-backup", google, waits())) {
        Thread.startVirtualThread(() -> answerInPlainText(plain));
        IOException e = assertThrows(IOException.class, store::blobs);
        assertTrue(e.getMessage().contains("speaks plain HTTP"), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://", "gs:///x", "gs://UPPER", "gs://a", "s3://bucket"})
  void malformedLocationsAreRefused(String uri) {
    assertThrows(IllegalArgumentException.class, () -> BucketLocation.parse(uri));
  }

  private void survives(BucketFault fault, byte[] bytes) throws IOException {
    try (SnapshotStore store = open("gs://k8s-backup")) {
      create(store, new byte[0]);
      server.inject(fault);
      create(store, bytes);
      server.inject(BucketFault.NONE);
      assertArrayEquals(bytes, read(store, bytes));
      assertEquals(3, server.objects.created(), "the marker and two blobs");
    }
  }

  private SnapshotStore open(String uri) {
    return GoogleCloudStore.open(uri, options(server.host()), waits());
  }

  /** Nobody stops, and what is said goes nowhere. */
  static StorageWaits waits() {
    return new StorageWaits(new StopSignal(), line -> {}, InstantSource.system());
  }

  static StorageOptions options(String host) {
    return StorageOptions.http()
        .setHost(host)
        .setProjectId("test")
        .setCredentials(NoCredentials.getInstance())
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(1))
                .setRetryDelayMultiplier(1.5)
                .setMaxRetryDelayDuration(Duration.ofMillis(20))
                .setMaxAttempts(20)
                .setTotalTimeoutDuration(Duration.ofSeconds(20))
                .build())
        .build();
  }

  private static void answerInPlainText(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      } catch (IOException e) {
        // The client hung up, or the test is over.
      }
    }
  }

  private static void create(SnapshotStore store, byte[] bytes) throws IOException {
    store.createBlob(Digests.of(bytes), bytes.length, new ByteArrayInputStream(bytes));
  }

  private static byte[] read(SnapshotStore store, byte[] bytes) throws IOException {
    try (InputStream content = store.openBlob(Digests.of(bytes))) {
      return content.readAllBytes();
    }
  }

  private static void assertDenied(String permission, Executable action) {
    AccessDeniedException e = assertThrows(AccessDeniedException.class, action);
    assertTrue(e.getMessage().contains("grant the permission " + permission), e.getMessage());
  }

  private static byte[] large() {
    byte[] bytes = new byte[9_000_001];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
