package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.Lease;
import dev.reinstate.apply.lease.LeaseHeldException;
import dev.reinstate.apply.lease.LeaseHolder;
import dev.reinstate.apply.lease.LeaseRenewal;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.apply.lease.LeaseTime;
import dev.reinstate.apply.lease.LiveShards;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.reconcile.Shard;
import dev.reinstate.registry.pace.Limits;
import dev.reinstate.registry.wire.Fence;
import dev.reinstate.storage.StorageWaits;
import dev.reinstate.storage.Stores;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Keeps two confirmed runs apart. */
public final class LeaseOption {

  private static final int MOST_SIBLINGS = 64;

  @Option(
      names = "--lease",
      paramLabel = "URI",
      description =
          "gs://bucket/object or a file: a confirmed run holds it, and a second one exits 5; each"
              + " shard has its own beside it")
  private String location;

  /** Where the lease is kept, if the user named a place. */
  public Optional<LeaseStore> open(
      Optional<Shard> shard, GoogleAccess google, StorageWaits waits, UsageProblems problems) {
    if (location == null) {
      return Optional.empty();
    }
    String mine = shard.map(part -> ofShard(part.index(), part.count())).orElse(location);
    return Optional.ofNullable(
        problems.check("--lease", () -> Stores.lease(mine, google, waits), null));
  }

  private String ofShard(int index, int count) {
    return "%s.shard-%d-of-%d".formatted(location, index, count);
  }

  /**
   * The leases of the other shards; none where there are more than anybody would look at every few
   * seconds.
   *
   * @param mine as it was opened, which is closed after them
   */
  ImmutableList<LeaseStore> siblings(Optional<LeaseStore> mine, Optional<Shard> shard) {
    if (mine.isEmpty() || shard.isEmpty() || shard.get().count() > MOST_SIBLINGS) {
      return ImmutableList.of();
    }
    return IntStream.range(0, shard.get().count())
        .filter(index -> index != shard.get().index())
        .mapToObj(index -> mine.get().at(ofShard(index, shard.get().count())))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * What of that which shards may ask together is this run's, while it holds its lease. Given back
   * with the resources.
   */
  public static Limits shared(
      Limits limits,
      ImmutableList<LeaseStore> siblings,
      ProcessContext context,
      Resources resources) {
    return siblings.isEmpty()
        ? limits
        : limits.withPart(
            resources.own(LiveShards.among(siblings, time(context), context.stop()))::part);
  }

  /** How another command finds the same. */
  ImmutableList<String> words() {
    return location == null ? ImmutableList.of() : ImmutableList.of("--lease=" + location);
  }

  /**
   * Takes the lease, if the user named one; from now on it is kept, and the fence is open while it
   * is held. Given back with the resources. Who is stopped before that has a fence that stays shut.
   */
  public static Fence fence(Optional<LeaseStore> store, ProcessContext context, Resources resources)
      throws IOException, LeaseHeldException {
    if (store.isEmpty()) {
      return Fence.OPEN;
    }
    LeaseHolder holder =
        new LeaseHolder(RunName.of(context.environment()), UUID.randomUUID().toString());
    try {
      Lease lease = resources.own(acquire(store.get(), holder, context));
      resources.own(LeaseRenewal.of(lease));
      return lease::check;
    } catch (CancelledException e) {
      return () -> {
        throw new IOException("the run was stopped before it had the lease");
      };
    }
  }

  private static Lease acquire(LeaseStore store, LeaseHolder holder, ProcessContext context)
      throws IOException, LeaseHeldException {
    try {
      return Lease.acquire(store, holder, time(context));
    } catch (InterruptedIOException e) {
      context.stop().check();
      throw e;
    }
  }

  private static LeaseTime time(ProcessContext context) {
    return new LeaseTime(
        context.clock(),
        context.waiting()::nanoTime,
        pause -> {
          context.stop().check();
          context.waiting().sleep(pause);
        });
  }
}
