package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.PlanOptions;
import dev.reinstate.plan.Planner;
import dev.reinstate.snapshot.MergeBase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plans once, as a run does, with registries that lack one image in a hundred, which staging still
 * has. It prints the number of actions, then the seconds.
 */
public final class PlanTiming {

  /** One in so many is missing. */
  private static final int MISSING = 100;

  private PlanTiming() {}

  /** Takes thin manifest directories. */
  public static void main(String... directories) {
    PlanInput input = input(Universe.load(Arrays.stream(directories).map(Path::of).toList()));
    long start = System.nanoTime();
    Plan plan = Planner.plan(input);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.println(plan.actions().size());
    System.out.println(seconds);
  }

  static PlanInput input(DesiredState desired) {
    TreeMap<Repository, LiveRepository> live = new TreeMap<>();
    TreeMap<Repository, LiveRepository> staging = new TreeMap<>();
    desired
        .repositories()
        .forEach(
            (repository, wanted) -> {
              live.put(repository, damaged(wanted));
              wanted.sources().forEach(source -> staging.put(source, whole(wanted)));
            });
    return new PlanInput(
        desired,
        new LiveState(ImmutableSortedMap.copyOf(live)),
        new LiveState(ImmutableSortedMap.copyOf(staging)),
        MergeBase.EMPTY,
        PlanOptions.DEFAULTS);
  }

  /** How many actions a plan for it must have. */
  static long missing(DesiredState desired) {
    return desired.repositories().values().stream()
        .flatMap(wanted -> wanted.images().tagsByDigest().keySet().stream())
        .filter(PlanTiming::isMissing)
        .count();
  }

  private static boolean isMissing(DescriptorDigest digest) {
    return Integer.parseInt(digest.getHash().substring(0, 6), 16) % MISSING == 0;
  }

  /** Sets of its own, as if each region had been read. */
  private static LiveRepository damaged(DesiredRepository wanted) {
    ImmutableSet<DescriptorDigest> images =
        wanted.images().tagsByDigest().keySet().stream()
            .filter(digest -> !isMissing(digest))
            .collect(ImmutableSet.toImmutableSet());
    Map<String, DescriptorDigest> tags =
        Maps.filterValues(wanted.images().digestByTag(), digest -> !isMissing(digest));
    return contents(images, ImmutableMap.copyOf(tags));
  }

  private static LiveRepository whole(DesiredRepository wanted) {
    return contents(
        ImmutableSet.copyOf(wanted.images().tagsByDigest().keySet()), ImmutableMap.of());
  }

  private static LiveRepository contents(
      ImmutableSet<DescriptorDigest> images, ImmutableMap<String, DescriptorDigest> tags) {
    return new LiveRepository.Contents(images, tags, ImmutableSet.of(), ImmutableSet.of());
  }
}
