package dev.reinstate.storage;

import dev.reinstate.apply.lease.LeaseStore;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The contract of leases against Google's own testbench, where it runs. */
class StorageTestbenchLeaseTest extends LeaseStoreContract {

  private StorageTestbench testbench;
  private int places;

  @BeforeAll
  static void sayWhetherItRuns() {
    StorageTestbench.require();
  }

  @Override
  LeaseStore openEmpty() throws IOException {
    if (testbench == null) {
      testbench = StorageTestbench.open();
    }
    places++;
    return openAgain();
  }

  @Override
  LeaseStore openAgain() {
    return BucketLeaseStore.open(
        "gs://%s/place%d/lease".formatted(testbench.bucket(), places),
        testbench.options(),
        GoogleCloudStoreTest.waits());
  }
}
