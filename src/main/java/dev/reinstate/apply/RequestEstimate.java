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

  /** Looking where a tag points, and pushing the manifest under it. */
  private static final int REQUESTS_A_TAG = 2;

  private final Map<Repository, Long> requests = new TreeMap<>();
  private final Set<DescriptorDigest> fetched = new HashSet<>();

  private RequestEstimate() {}

  /** Requests by repository, named as the plan names it; sources included. */
  public static ImmutableMap<Repository, Long> of(Plan plan) {
    RequestEstimate estimate = new RequestEstimate();
    plan.actions().forEach(estimate::add);
    return ImmutableMap.copyOf(estimate.requests);
  }

  private void add(Action action) {
    switch (action) {
      case Action.RestoreImage restore -> restore(restore);
      case Action.AddTag add -> tag(add.repository(), add.digest());
      case Action.MoveTag move -> tag(move.repository(), move.to());
    }
  }

  private void tag(Repository repository, DescriptorDigest digest) {
    fetch(repository, digest, 1);
    count(repository, REQUESTS_A_TAG);
  }

  private void restore(Action.RestoreImage restore) {
    boolean mounts =
        restore.sources().stream().anyMatch(source -> source.kind() == Source.Kind.MOUNT);
    int blobs = BLOBS * (mounts ? 1 : REQUESTS_AN_UPLOAD);
    int pushes = 2; // before the blobs, and with them in place
    count(restore.repository(), pushes + blobs + REQUESTS_A_TAG * restore.tags().size());
    if (restore.sources().getFirst() instanceof Source.Live live) {
      fetch(live.repository(), restore.digest(), 1 + (mounts ? 0 : BLOBS));
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
