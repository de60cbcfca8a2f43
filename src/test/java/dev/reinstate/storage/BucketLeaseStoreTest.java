package dev.reinstate.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.apply.lease.Lease;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.apply.lease.LeaseHolder;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.apply.lease.LeaseTime;
import dev.reinstate.storage.BucketFault.Effect;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BucketLeaseStoreTest extends LeaseStoreContract {

  private static final LeaseTime TIME =
      new LeaseTime(
          InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z")), () -> 0, pause -> {});

  private BucketServer server;
  private int places;

  @Override
  LeaseStore openEmpty() throws IOException {
    if (server == null) {
      server = new BucketServer("leases", new BucketObjects(/* retained= */ false));
    }
    places++;
    return openAgain();
  }

  @Override
  LeaseStore openAgain() {
    return BucketLeaseStore.open(
        "gs://leases/place" + places + "/lease",
        GoogleCloudStoreTest.options(server.host()),
        GoogleCloudStoreTest.waits());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Effect.class)
  void aLeaseIsTakenAndGivenBackWhateverHappensToAWrite(Effect effect) throws Exception {
    server.inject(BucketFault.once("POST", effect));
    try (Lease lease = Lease.acquire(store, new LeaseHolder("first", "1"), TIME)) {
      lease.check();
      LeaseHeldException held =
          assertThrows(
              LeaseHeldException.class,
              () -> Lease.acquire(openAgain(), new LeaseHolder("second", "2"), TIME));
      assertTrue(held.getMessage().contains("first holds gs://leases/"), held.getMessage());
      server.inject(BucketFault.once("POST", effect));
    }
    Lease.acquire(openAgain(), new LeaseHolder("second", "2"), TIME).check();
  }

  @Test
  void aWriteWhoseAnswerIsLostHasTakenEffect() throws IOException {
    String version = store.create("one").orElseThrow();
    server.inject(BucketFault.once("POST", Effect.LOSE_ANSWER));
    assertTrue(store.replace("two", version).isEmpty(), "tried again, it finds its own write");
    assertEquals("two", store.read().orElseThrow().content());
  }

  @Test
  void aRefusalNamesThePermission() {
    server.deny("storage.objects.get");
    AccessDeniedException refused = assertThrows(AccessDeniedException.class, store::read);
    assertTrue(refused.getMessage().contains("storage.objects.get"), refused.getMessage());
  }
}
