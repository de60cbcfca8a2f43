package dev.reinstate.snapshot;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.inspection.VerifyRequest.Depth;
import dev.reinstate.snapshot.take.SnapshotRequest;
import dev.reinstate.snapshot.take.SnapshotTake;
import dev.reinstate.snapshot.take.SnapshotTaken;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Takes snapshots of all below {@code eu.gcr.io/prod}, which no manifest names. */
public record Takes(SnapshotStore store, FakeRegistry registry) {

  /** Reads all of a store, and keeps no record of it. */
  public static final Depth EVERYTHING = new Depth.Everything(ImmutableSet::asList);

  public SnapshotTaken at(String time) throws IOException {
    return at(time, name -> false);
  }

  public SnapshotTaken at(String time, Predicate<String> forget) throws IOException {
    DesiredState desired =
        new DesiredState(
            ImmutableSortedMap.of(), ImmutableSortedSet.of(RegistryPrefix.parse("eu.gcr.io/prod")));
    InstantSource clock = InstantSource.fixed(Instant.parse(time));
    return new SnapshotTake(store, registry, registry, new FanOut(4), clock)
        .take(new SnapshotRequest(desired, repository -> true, forget));
  }
}
