package dev.reinstate.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseStoreTest extends LeaseStoreContract {

  @TempDir private Path directory;
  private static final GoogleAccess GOOGLE =
      new GoogleAccess(ImmutableMap.of(), Network.DEFAULT, host -> host);

  private int places;

  @Override
  LeaseStore openEmpty() {
    places++;
    return openAgain();
  }

  @Override
  LeaseStore openAgain() {
    return Stores.lease(
        directory.resolve("place" + places).resolve("lease").toString(),
        GOOGLE,
        GoogleCloudStoreTest.waits());
  }

  @Test
  void nothingButTheLeaseAndItsLockIsLeft() throws IOException {
    String version = store.create("one").orElseThrow();
    assertTrue(store.replace("two", version).isPresent());
    try (Stream<Path> files = Files.list(directory.resolve("place1"))) {
      assertEquals(
          ImmutableSet.of("lease", "lease.lock"),
          files
              .map(file -> file.getFileName().toString())
              .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo)));
    }
  }

  @Test
  void whatCannotBeALeaseIsRefusedBeforeTheFirstRequest() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Stores.lease(directory.toString(), GOOGLE, GoogleCloudStoreTest.waits()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Stores.lease("s3://bucket/lease", GOOGLE, GoogleCloudStoreTest.waits()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Stores.lease("gs://bucket", GOOGLE, GoogleCloudStoreTest.waits()));
  }
}
