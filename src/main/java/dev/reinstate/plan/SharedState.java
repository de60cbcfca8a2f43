package dev.reinstate.plan;

import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.AgreedRepository;
import java.util.Optional;

/**
 * The three states of a repository without its name. Mirrors in order are equal in it, so that a
 * universe of twenty mirrors takes the work of one.
 */
record SharedState(
    Optional<TaggedImages> desired, LiveRepository.Contents live, AgreedRepository agreed) {

  static SharedState of(PlanInput input, Repository repository, LiveRepository.Contents live) {
    return new SharedState(
        Optional.ofNullable(input.desired().repositories().get(repository))
            .map(DesiredRepository::images),
        live,
        input.agreed().get(repository));
  }
}
