package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.StorageOptions;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.storage.BucketFault.Effect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that is patient for five minutes, as the process's own is. */
@Timeout(60)
class StorageWaitsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00.5Z");
  private static final byte[] SMALL = "hello".getBytes(UTF_8);
  private static final byte[] LARGE = new byte[3 << 20];

  private final StopSignal stop = new StopSignal();
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final StorageWaits waits = new StorageWaits(stop, said::add, InstantSource.fixed(NOW));

  /** The system accepts for it, and nobody ever answers. */
  private ServerSocket silent;

  @BeforeEach
  void listen() throws IOException {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    silent.close();
  }

  /** Something that asks a store. */
  record Asking(String what, SnapshotStoreCall call) {
    @Override
    public String toString() {
      return what;
    }
  }

  interface SnapshotStoreCall {
    void on(SnapshotStore store) throws IOException;
  }

  static Stream<Asking> everyAccess() {
    return Stream.of(
        new Asking("list gs://k8s-backup/blobs/", SnapshotStore::blobs),
        new Asking("list gs://k8s-backup/snapshots/", store -> store.snapshots().names("")),
        new Asking(
            "list gs://k8s-backup/blobs/repaired/",
            store -> {
              try (InputStream blob = store.openBlob(Digests.of(SMALL))) {
                blob.readAllBytes();
              }
            }),
        new Asking("read gs://k8s-backup/snapshots/", store -> store.snapshots().read("a")),
        new Asking("list gs://k8s-backup/oci-layout", store -> create(store, SMALL)));
  }

  @ParameterizedTest
  @MethodSource("everyAccess")
  void aSilentHostIsNamedAndNotWaitedForOnceTheRunIsStopped(Asking asking) throws Exception {
    try (SnapshotStore store = store("http://127.0.0.1:" + silent.getLocalPort())) {
      assertEndsWhenStopped(
          "waiting for 127.0.0.1:" + silent.getLocalPort() + " to " + asking.what(),
          () -> asking.call().on(store));
    }
  }

  /** The layout is there; then the host falls silent, or is unavailable for ever. */
  @ParameterizedTest
  @MethodSource("uploads")
  void anUploadThatNobodyTakesIsNamedToo(Upload upload) throws Exception {
    try (BucketServer server = new BucketServer("k8s-backup");
        SnapshotStore store = store(server.host())) {
      create(store, new byte[0]);
      server.inject(method -> method.equals(upload.method()) ? upload.effect() : Effect.NONE);
      assertEndsWhenStopped(
          "to create gs://k8s-backup/blobs/sha256/" + Digests.of(upload.bytes()).getHash(),
          () -> create(store, upload.bytes()));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Upload(String method, Effect effect, byte[] bytes) {
    @Override
    public String toString() {
      return method + " " + effect + " " + bytes.length;
    }
  }

  static Stream<Upload> uploads() {
    return Stream.of(
        new Upload("POST", Effect.UNAVAILABLE, SMALL),
        new Upload("POST", Effect.RESET, LARGE),
        new Upload("PUT", Effect.UNAVAILABLE, LARGE));
  }

  @Test
  void toAHolderOfALeaseTheEndOfAWaitIsAFailureOfItsPlace() throws Exception {
    String host = "http://127.0.0.1:" + silent.getLocalPort();
    try (BucketLeaseStore lease =
        BucketLeaseStore.open("gs://leases/lease", patient(host), waits)) {
      FutureTask<Object> reading = begin(lease::read);
      assertTrue(said.take().contains(" to read gs://leases/lease, since 2026-11-23T02:00:00Z ("));
      stop.request();
      ExecutionException e = assertThrows(ExecutionException.class, () -> within(reading));
      assertInstanceOf(InterruptedIOException.class, e.getCause());
      // Now that the place is known not to answer, letting go does not wait for it again.
      FutureTask<Object> creating = begin(() -> lease.create("{}"));
      assertThrows(ExecutionException.class, () -> creating.get(2, TimeUnit.SECONDS));
    }
  }

  @Test
  void thatAnotherLeaseOfThePlaceIsGivenUpDoesNotCostTheOwn() throws Exception {
    try (BucketServer server = new BucketServer("leases");
        BucketLeaseStore lease =
            BucketLeaseStore.open("gs://leases/lease", patient(server.host()), waits)) {
      server.inject(method -> Effect.UNAVAILABLE);
      LeaseStore sibling = lease.at("gs://leases/sibling");
      FutureTask<Object> reading = begin(sibling::read);
      assertTrue(said.take().contains(" to read gs://leases/sibling, since "));
      stop.request();
      assertThrows(ExecutionException.class, () -> within(reading));
      server.inject(BucketFault.NONE);
      assertTrue(lease.create("{}").isPresent());
    }
  }

  @Test
  void aHostThatRefusesConnectionsIsNamedWhileItIsTriedAgain() throws Exception {
    String host = "127.0.0.1:" + silent.getLocalPort();
    silent.close();
    try (SnapshotStore store = store("http://" + host)) {
      assertEndsWhenStopped("waiting for " + host, store::blobs);
    }
  }

  @Test
  void aCallerThatIsInterruptedWaitsNoLonger() throws Exception {
    try (SnapshotStore store = store("http://127.0.0.1:" + silent.getLocalPort())) {
      FutureTask<Object> listing = new FutureTask<>(store::blobs);
      Thread thread = Thread.ofPlatform().start(listing);
      said.take();
      thread.interrupt();
      ExecutionException e = assertThrows(ExecutionException.class, () -> within(listing));
      assertInstanceOf(CancelledException.class, e.getCause());
    }
  }

  @Test
  void whatStillAnswersMayFinishAlthoughTheRunIsStopped() throws Exception {
    try (BucketServer server = new BucketServer("k8s-backup");
        SnapshotStore store = store(server.host())) {
      stop.request();
      create(store, LARGE);
      assertEquals(1, store.blobs().size());
      assertEquals(List.of(), List.copyOf(said));
    }
  }

  /** Something that may fail. */
  interface Work {
    void run() throws IOException;
  }

  private void assertEndsWhenStopped(String line, Work work) throws Exception {
    FutureTask<Object> running =
        begin(
            () -> {
              work.run();
              return "done";
            });
    String first = said.poll(10, TimeUnit.SECONDS);
    assertTrue(first != null && first.contains(line), first);
    assertTrue(first.contains(", since 2026-11-23T02:00:00Z ("), first);
    stop.request();
    ExecutionException e = assertThrows(ExecutionException.class, () -> within(running));
    assertInstanceOf(CancelledException.class, e.getCause());
    assertTrue(said.stream().anyMatch(each -> each.startsWith("no longer waiting for ")));
  }

  /** On a platform thread, as a command's own is. */
  private static FutureTask<Object> begin(Callable<Object> work) {
    FutureTask<Object> running = new FutureTask<>(work);
    Thread.ofPlatform().start(running);
    return running;
  }

  /** Sooner than the client itself would end it. */
  private static Object within(FutureTask<Object> running) throws Exception {
    return running.get(10, TimeUnit.SECONDS);
  }

  private SnapshotStore store(String host) {
    return GoogleCloudStore.open("gs://k8s-backup", patient(host), waits);
  }

  private static StorageOptions patient(String host) {
    return StorageOptions.http()
        .setHost(host)
        .setProjectId("test")
        .setCredentials(NoCredentials.getInstance())
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofSeconds(1))
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(Duration.ofSeconds(32))
                .setTotalTimeoutDuration(Duration.ofMinutes(5))
                .build())
        .build();
  }

  private static void create(SnapshotStore store, byte[] bytes) throws IOException {
    store.createBlob(Digests.of(bytes), bytes.length, new ByteArrayInputStream(bytes));
  }
}
