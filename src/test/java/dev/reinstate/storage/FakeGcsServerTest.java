package dev.reinstate.storage;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.StorageOptions;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The contract against a server that is not ours, on machines that have one. */
class FakeGcsServerTest extends SnapshotStoreContract {

  private static final String BUCKET = "k8s-backup";

  private FakeGcsServer server;

  @BeforeAll
  static void sayWhetherItRuns() {
    Optional<Path> binary = FakeGcsServer.binary();
    System.out.println(
        binary
            .map(path -> "The store contract runs against " + path + ".")
            .orElse("The store contract does not run against fake-gcs-server: it is not on PATH."));
    Assumptions.assumeTrue(binary.isPresent(), "fake-gcs-server is not on PATH");
  }

  @Override
  SnapshotStore openEmpty() throws IOException {
    server = FakeGcsServer.start(FakeGcsServer.binary().orElseThrow(), BUCKET);
    return reopen();
  }

  @Override
  SnapshotStore reopen() {
    return GoogleCloudStore.open(
        "gs://" + BUCKET + "/registry",
        StorageOptions.http()
            .setHost(server.host())
            .setProjectId("test")
            .setCredentials(NoCredentials.getInstance())
            .build(),
        GoogleCloudStoreTest.waits());
  }

  @Override
  void corrupt(String name, byte[] bytes) throws IOException {
    server.overwrite("registry/" + name, bytes);
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
