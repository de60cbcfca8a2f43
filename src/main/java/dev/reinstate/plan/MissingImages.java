package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
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
    for (Map.Entry<Repository, LiveRepository> entry : input.live().repositories().entrySet()) {
      if (entry.getValue() instanceof LiveRepository.Contents contents) {
        RepositoryStates states = RepositoryStates.of(input, entry.getKey(), contents);
        Set<DescriptorDigest> missing = new Wanted(states, input.options()).missing();
        if (!missing.isEmpty()) {
          byRepository.put(entry.getKey(), missing);
          distinct.addAll(missing);
        }
      }
    }
    return new MissingImages(byRepository.buildOrThrow(), distinct.build());
  }
}
