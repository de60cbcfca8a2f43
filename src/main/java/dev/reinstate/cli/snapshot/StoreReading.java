package dev.reinstate.cli.snapshot;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.proof.Places;
import dev.reinstate.proof.Proof;
import dev.reinstate.proof.ProofHistory;
import dev.reinstate.proof.ProofKind;
import dev.reinstate.proof.ProofLevel;
import dev.reinstate.proof.Ring;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.inspection.VerifyRequest;
import dev.reinstate.text.FileFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads a store along the ring, from where the last run ended, until the budget is used up. */
final class StoreReading implements VerifyRequest.Reading {

  private final SnapshotStore store;
  private final Optional<Duration> time;
  private final Optional<Long> bytes;
  private final ProcessContext context;
  private final ProofHistory history;
  private final Instant begun;
  private final LongStream.Builder whole = LongStream.builder();
  private final List<Proof.Damage> damage = new ArrayList<>();
  private final LongStream.Builder damaged = LongStream.builder();
  private long[] places = {};
  private long objects;
  private long bytesBegun;
  private long bytesRead;
  private long from;
  private long to;

  private StoreReading(
      SnapshotStore store,
      Optional<Duration> time,
      Optional<Long> bytes,
      ProcessContext context,
      ProofHistory history,
      Instant begun) {
    this.store = store;
    this.time = time;
    this.bytes = bytes;
    this.context = context;
    this.history = history;
    this.begun = begun;
  }

  /** Looks what earlier runs read. */
  static StoreReading begin(
      SnapshotStore store, Optional<Duration> time, Optional<Long> bytes, ProcessContext context)
      throws IOException {
    Instant begun = context.clock().instant();
    ProofHistory history = ProofHistory.load(store.proofs(), ProofKind.STORE, begun);
    history.problems().forEach(context.err()::println);
    return new StoreReading(store, time, bytes, context, history, begun);
  }

  @Override
  public synchronized ImmutableList<DescriptorDigest> order(ImmutableSet<DescriptorDigest> all) {
    ImmutableList<DescriptorDigest> listed = all.asList();
    places = listed.stream().mapToLong(Ring::place).toArray();
    return Arrays.stream(history.order(places, ProofLevel.BYTES))
        .mapToObj(listed::get)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public synchronized boolean begins(DescriptorDigest object, long size) {
    context.stop().check();
    if (isUsedUp()) {
      return false;
    }
    to = Ring.place(object);
    from = objects == 0 ? to : from;
    objects++;
    bytesBegun += Math.max(0, size);
    return true;
  }

  private boolean isUsedUp() {
    return time.filter(most -> !context.clock().instant().isBefore(begun.plus(most))).isPresent()
        || bytes.filter(most -> bytesBegun >= most).isPresent();
  }

  @Override
  public synchronized void whole(DescriptorDigest object, long size) {
    whole.add(Ring.place(object));
    bytesRead += size;
  }

  @Override
  public synchronized void damaged(DescriptorDigest object, String fault) {
    damaged.add(Ring.place(object));
    if (damage.size() < Proof.MOST_DAMAGE) {
      String digest = object.toString();
      damage.add(new Proof.Damage("object-damaged", store.toString(), digest, digest, fault));
    }
  }

  /** Records what was read, however the reading ended, and says how much of the store that is. */
  synchronized void end() {
    if (objects > 0) {
      Proof proof = proof();
      record(proof);
      Instant now = context.clock().instant();
      context.err().println(history.with(proof).wholeness(places).storeText(now));
    }
  }

  private Proof proof() {
    return new Proof(
        begun,
        context.clock().instant(),
        ProofLevel.BYTES,
        Optional.empty(),
        from,
        to,
        new Proof.Counts(0, 0, objects, bytesRead, objects),
        Places.of(whole.build()),
        Places.of(damaged.build()),
        Places.NONE,
        ImmutableList.copyOf(damage));
  }

  private void record(Proof proof) {
    try {
      ProofHistory.append(store.proofs(), ProofKind.STORE, proof, ProofHistory.suffix());
    } catch (IOException e) {
      context
          .err()
          .printf(
              "cannot record in %s what was read; the next run begins where this one began: %s%n",
              store, FileFailure.said(e));
    }
  }
}
