package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * About how many requests a plan takes. Manifests are not read for it, so that what an image is
 * made of is guessed: an index of one image, or one image of few layers.
 */
public final class RequestEstimate {

  /** Config and layers. */
  private static final int BLOBS = 6;

  /** Opening and ending an upload; a mount takes one. */
  private static final int REQUESTS_AN_UPLOAD = 2;

  /** Pushing the manifest under it; the plan's listing or one more says that it is new. */
  private static final int REQUESTS_A_NEW_TAG = 1;

  /** Looking where it points, and pushing the manifest under it. */
  private static final int REQUESTS_A_MOVE = 2;

  private final Map<Repository, Long> requests = new TreeMap<>();
  private final Set<DescriptorDigest> fetched = new HashSet<>();

  private RequestEstimate() {}

  /** Requests by repository, named as the plan names it; sources included. */
  public static ImmutableMap<Repository, Long> of(Plan plan) {
    RequestEstimate estimate = new RequestEstimate();
    plan.actions().forEach(estimate::add);
    return ImmutableMap.copyOf(estimate.requests);
  }

  /** Of one action, by itself. */
  static long of(Action action) {
    RequestEstimate estimate = new RequestEstimate();
    estimate.add(action);
    return estimate.requests.values().stream().mapToLong(Long::longValue).sum();
  }

  private void add(Action action) {
    switch (action) {
      case Action.RestoreImage restore -> restore(restore);
      case Action.RestoreBlob blob -> count(blob.repository(), 1 + REQUESTS_AN_UPLOAD);
      case Action.AddTag add -> tag(add.repository(), add.digest(), REQUESTS_A_NEW_TAG);
      case Action.MoveTag move -> tag(move.repository(), move.to(), REQUESTS_A_MOVE);
    }
  }

  private void tag(Repository repository, DescriptorDigest digest, int more) {
    fetch(repository, digest, 1);
    count(repository, more);
  }

  private void restore(Action.RestoreImage restore) {
    boolean mounts =
        restore.sources().stream().anyMatch(source -> source.kind() == Source.Kind.MOUNT);
    int blobs = BLOBS * (mounts ? 1 : REQUESTS_AN_UPLOAD);
    // Once before the blobs, and with them in place under each of its tags, or its digest.
    int pushes = 1 + Math.max(1, restore.tags().size() * REQUESTS_A_NEW_TAG);
    count(restore.repository(), pushes + blobs);
    if (restore.sources().getFirst() instanceof Source.Live live) {
      int manifest = restore.sources().getLast() instanceof Source.Stored ? 0 : 1;
      fetch(live.repository(), restore.digest(), manifest + (mounts ? 0 : BLOBS));
    }
  }

  /** Everything is fetched once a run. */
  private void fetch(Repository from, DescriptorDigest digest, int reads) {
    if (fetched.add(digest)) {
      count(from, reads);
    }
  }

  private void count(Repository repository, long more) {
    requests.merge(repository, more, Long::sum);
  }
}
