package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Somebody who moves a tag just as an attempt to write it fails. Its registries must not have been
 * struck by other faults before: the first that fires decides.
 */
final class TagMover {

  private record Tag(Repository repository, String name) {}

  private final Random random;
  private final Map<String, EmbeddedRegistry> registries = new TreeMap<>();
  private final Map<Tag, DescriptorDigest> moved = new HashMap<>();

  TagMover(long seed) {
    this.random = new Random(seed);
  }

  void haunt(String host, EmbeddedRegistry registry) {
    registries.put(host, registry);
    registry
        .faults()
        .always(target -> strikes(host, target), new Fault.Refusal(503, "UNAVAILABLE"));
  }

  /** A line for each tag that is not where it was moved to. */
  ImmutableList<String> overwritten() {
    ImmutableList.Builder<String> overwritten = ImmutableList.builder();
    moved.forEach(
        (tag, digest) -> {
          Repository where = tag.repository();
          Optional<DescriptorDigest> now =
              registries.get(where.host()).contents().resolve(where.path(), tag.name());
          if (!now.equals(Optional.of(digest))) {
            overwritten.add(tag + " was moved to " + digest + " and is now " + now);
          }
        });
    return overwritten.build();
  }

  private synchronized boolean strikes(String host, Target target) {
    boolean isTag =
        target.method().equals("PUT")
            && target.endpoint() == Endpoint.MANIFEST
            && !target.reference().startsWith("sha256:");
    if (!isTag || random.nextInt(3) > 0) {
      return false;
    }
    EmbeddedRegistry registry = registries.get(host);
    RepositoryState held = registry.contents().state().get(target.repository());
    if (held == null || held.images().isEmpty()) {
      return false;
    }
    List<DescriptorDigest> images = List.copyOf(held.images());
    DescriptorDigest to = images.get(random.nextInt(images.size()));
    registry.contents().tag(target.repository(), target.reference(), to);
    moved.put(new Tag(new Repository(host, target.repository()), target.reference()), to);
    return true;
  }
}
