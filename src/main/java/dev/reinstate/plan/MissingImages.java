package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What ought to be there and is not.
 *
 * @param byRepository repositories that miss something, with what they miss
 * @param distinct all of those images
 */
record MissingImages(
    ImmutableMap<Repository, Set<DescriptorDigest>> byRepository,
    ImmutableSet<DescriptorDigest> distinct) {

  static MissingImages of(PlanInput input) {
    ImmutableMap.Builder<Repository, Set<DescriptorDigest>> byRepository = ImmutableMap.builder();
    ImmutableSet.Builder<DescriptorDigest> distinct = ImmutableSet.builder();
    Map<SharedState, Set<DescriptorDigest>> known = new HashMap<>();
    for (Map.Entry<Repository, LiveRepository> entry : input.live().repositories().entrySet()) {
      if (entry.getValue() instanceof LiveRepository.Contents contents) {
        Repository repository = entry.getKey();
        Set<DescriptorDigest> missing =
            known.computeIfAbsent(
                SharedState.of(input, repository, contents),
                any -> missing(input, repository, contents));
        if (!missing.isEmpty()) {
          byRepository.put(entry.getKey(), missing);
          distinct.addAll(missing);
        }
      }
    }
    return new MissingImages(byRepository.buildOrThrow(), distinct.build());
  }

  private static Set<DescriptorDigest> missing(
      PlanInput input, Repository repository, LiveRepository.Contents live) {
    RepositoryStates states = RepositoryStates.of(input, repository, live);
    return new DesiredClosure(states, input.options(), any -> true).missing();
  }
}
