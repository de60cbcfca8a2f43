package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.StorageOptions;
import dev.reinstate.apply.lease.Lease;
import dev.reinstate.apply.lease.LeaseHolder;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.apply.lease.LeaseTime;
import dev.reinstate.image.Digests;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with Google Cloud Storage, as its own testbench has it go wrong. */
@Timeout(180)
class StorageTestbenchTest extends SnapshotStoreContract {

  private static final String INSERT = "storage.objects.insert";
  private static final String GET = "storage.objects.get";
  private static final String LIST = "storage.objects.list";

  private static final byte[] SMALL = "hello".getBytes(UTF_8);
  private static final byte[] MEDIUM = random(700_000);
  private static final byte[] LARGE = random(9_000_001);
  private static final LeaseTime TIME =
      new LeaseTime(
          InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z")), () -> 0, pause -> {});

  private StorageTestbench testbench;

  @BeforeAll
  static void sayWhetherItRuns() {
    StorageTestbench.require();
  }

  @Override
  SnapshotStore openEmpty() throws IOException {
    testbench = StorageTestbench.open();
    return reopen();
  }

  @Override
  SnapshotStore reopen() {
    return open(testbench.options());
  }

  @Override
  void corrupt(String name, byte[] bytes) throws IOException {
    testbench.overwrite("registry/" + name, bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return-408",
        "return-429",
        "return-500",
        "return-502",
        "return-503",
        "return-504",
        "return-reset-connection",
        "return-503 return-reset-connection return-429 return-503"
      })
  void anInsertOfOneRequest(String faults) throws IOException {
    inserts(faults, SMALL);
    inserts(faults, MEDIUM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return-503",
        "return-reset-connection",
        "return-503 return-reset-connection return-429 return-503",
        "return-503-after-256K",
        "return-503-after-1024K",
        "return-503-after-4096K",
        "return-503-after-5000K",
        "return-503-after-8192K",
        "return-503-after-256K return-503-after-5000K return-503-after-8704K",
        "return-broken-stream-final-chunk-after-10B",
        "stall-for-2s-after-256K",
        "stall-for-25s-after-5000K"
      })
  void aResumableInsert(String faults) throws IOException {
    inserts(faults, LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return-429",
        "return-503",
        "return-reset-connection",
        "return-broken-stream",
        "return-broken-stream-after-256K",
        "return-broken-stream-after-256K return-broken-stream-after-256K return-503 return-503",
        "stall-for-2s-after-256K",
        "stall-for-25s-after-256K"
      })
  void aGet(String faults) throws IOException {
    try (SnapshotStore store = reopen()) {
      create(store, LARGE);
    }
    StorageTestbench.Scenario scenario = scenario(GET, faults);
    try (SnapshotStore store = open(scenario.options());
        InputStream content = store.openBlob(Digests.of(LARGE))) {
      assertArrayEquals(LARGE, content.readAllBytes());
    }
    scenario.assertOver();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return-429",
        "return-503",
        "return-reset-connection",
        "return-broken-stream",
        "return-503 return-reset-connection return-broken-stream return-503"
      })
  void aList(String faults) throws IOException {
    try (SnapshotStore store = reopen()) {
      create(store, SMALL);
      create(store, MEDIUM);
      store.snapshots().create("2026-11-23T02-00-00Z", SMALL);
    }
    StorageTestbench.Scenario scenario = scenario(LIST, faults);
    try (SnapshotStore store = open(scenario.options())) {
      assertEquals(
          Map.of(Digests.of(SMALL), (long) SMALL.length, Digests.of(MEDIUM), (long) MEDIUM.length),
          store.blobs());
      assertEquals(1, store.snapshots().names("").size());
    }
    scenario.assertOver();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return-429",
        "return-503",
        "return-reset-connection",
        "return-503 return-reset-connection return-503"
      })
  void aLease(String faults) throws Exception {
    StorageTestbench.Scenario scenario =
        testbench.scenario(Map.of(INSERT, words(faults), GET, words(faults)));
    String place = "gs://" + testbench.bucket() + "/lease";
    try (LeaseStore store =
        BucketLeaseStore.open(place, scenario.options(), GoogleCloudStoreTest.waits())) {
      try (Lease lease = Lease.acquire(store, new LeaseHolder("first", "1"), TIME)) {
        lease.check();
      }
      Lease.acquire(store, new LeaseHolder("second", "2"), TIME).check();
      assertTrue(store.read().orElseThrow().content().contains("second"));
    }
    scenario.assertOver();
  }

  @ParameterizedTest
  @ValueSource(strings = {"return-503", "return-reset-connection"})
  void theAgeOfALease(String faults) throws Exception {
    StorageTestbench.Scenario scenario = scenario(INSERT, faults);
    String place = "gs://" + testbench.bucket() + "/lease";
    try (LeaseStore store =
            BucketLeaseStore.open(place, testbench.options(), GoogleCloudStoreTest.waits());
        LeaseStore faulty =
            BucketLeaseStore.open(place, scenario.options(), GoogleCloudStoreTest.waits())) {
      store.create("one");
      assertTrue(faulty.age().orElseThrow().toSeconds() < 60);
    }
    scenario.assertOver();
  }

  private void inserts(String faults, byte[] bytes) throws IOException {
    StorageTestbench.Scenario scenario = scenario(INSERT, faults);
    try (SnapshotStore store = reopen()) {
      create(store, new byte[0]);
    }
    try (SnapshotStore store = open(scenario.options())) {
      create(store, bytes);
    }
    scenario.assertOver();
    try (SnapshotStore store = reopen();
        InputStream content = store.openBlob(Digests.of(bytes))) {
      assertArrayEquals(bytes, content.readAllBytes());
    }
  }

  private StorageTestbench.Scenario scenario(String method, String faults) throws IOException {
    return testbench.scenario(Map.of(method, words(faults)));
  }

  private static List<String> words(String faults) {
    return List.of(faults.split(" "));
  }

  private SnapshotStore open(StorageOptions options) {
    return GoogleCloudStore.open(
        "gs://" + testbench.bucket() + "/registry", options, GoogleCloudStoreTest.waits());
  }

  private static void create(SnapshotStore store, byte[] bytes) throws IOException {
    store.createBlob(Digests.of(bytes), bytes.length, new ByteArrayInputStream(bytes));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
