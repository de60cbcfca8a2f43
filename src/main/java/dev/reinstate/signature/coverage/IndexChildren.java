package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.signature.attached.IndexTree;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks of the manifests of indexes what is asked of these. */
record IndexChildren(PlanInput states, IndexTree tree) {

  private record Answer(
      RequiredImage image, ImmutableSet<DescriptorDigest> children, Optional<String> failure) {}

  /** Adds them to what is required; what cannot be read is said. */
  List<Finding> addTo(RequiredImages required, FanOut fanOut) {
    UnreadImages unread = new UnreadImages();
    for (Answer answer : fanOut.map(required.withChildren(), this::ask)) {
      required.addChildren(answer.image, answer.children);
      answer.failure.ifPresent(
          why -> unread.add(answer.image.wanted(), answer.image.digest(), why));
    }
    return unread.findings("what %s is made of");
  }

  private Answer ask(RequiredImage image) {
    Set<DescriptorDigest> found = new LinkedHashSet<>();
    Optional<String> failure = Optional.empty();
    try {
      tree.addBelow(
          image.digest(),
          ImmutableSortedSet.of(image.wanted(), image.place()),
          digest -> holder(image, digest),
          found);
    } catch (IOException e) {
      failure = Optional.of(e.getMessage());
    }
    return new Answer(image, ImmutableSet.copyOf(found), failure);
  }

  private Optional<Repository> holder(RequiredImage image, DescriptorDigest digest) {
    return ImmutableSet.of(image.place(), image.wanted()).stream()
        .filter(repository -> has(repository, digest))
        .findFirst();
  }

  private boolean has(Repository repository, DescriptorDigest digest) {
    return states.live().repositories().get(repository) instanceof LiveRepository.Contents contents
        && contents.images().contains(digest);
  }
}
