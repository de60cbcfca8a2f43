package dev.reinstate.plan;

import static com.google.common.base.Preconditions.checkState;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Registries as values. Stricter than real ones: a write that would overwrite something, or that
 * rests on something that is not there, is an {@link IllegalStateException}.
 */
final class PureRegistries {

  private final Map<Repository, Held> repositories = new HashMap<>();

  private PureRegistries(LiveState live) {
    live.repositories()
        .forEach(
            (repository, answer) -> {
              if (answer instanceof LiveRepository.Contents contents) {
                repositories.put(repository, new Held(contents));
              }
            });
  }

  /** What the registries answer after the plan's actions, in the plan's order. */
  static LiveState after(LiveState live, Plan plan) {
    PureRegistries registries = new PureRegistries(live);
    plan.actions().forEach(registries::apply);
    return new LiveState(
        ImmutableSortedMap.copyOf(Maps.transformEntries(live.repositories(), registries::answer)));
  }

  private LiveRepository answer(Repository repository, LiveRepository before) {
    Held held = repositories.get(repository);
    return held == null ? before : held.contents();
  }

  private void apply(Action action) {
    Held held = repositories.get(action.repository());
    checkState(held != null, "not a readable repository: %s", action);
    switch (action) {
      case Action.RestoreImage restore -> {
        checkState(held.images.add(restore.digest()), "present already: %s", restore);
        restore.tags().forEach(tag -> held.create(tag, restore.digest()));
      }
      case Action.RestoreBlob blob -> throw new IllegalArgumentException(blob.identity());
      case Action.AddTag add -> held.create(add.tag(), add.digest());
      case Action.MoveTag move -> held.move(move);
    }
  }

  private static final class Held {
    private final LiveRepository.Contents before;
    private final Set<DescriptorDigest> images;
    private final Map<String, DescriptorDigest> tags;

    Held(LiveRepository.Contents before) {
      this.before = before;
      this.images = new LinkedHashSet<>(before.images());
      this.tags = new HashMap<>(before.tags());
    }

    void create(String tag, DescriptorDigest digest) {
      checkState(!before.otherTags().contains(tag), "overwrites tag %s", tag);
      checkState(images.contains(digest), "tag %s of an absent image", tag);
      checkState(tags.putIfAbsent(tag, digest) == null, "overwrites tag %s", tag);
    }

    void move(Action.MoveTag move) {
      checkState(images.contains(move.to()), "to an absent image: %s", move);
      checkState(tags.replace(move.tag(), move.from(), move.to()), "not there: %s", move);
    }

    LiveRepository.Contents contents() {
      return new LiveRepository.Contents(
          ImmutableSet.copyOf(images),
          ImmutableMap.copyOf(tags),
          before.otherTags(),
          before.children());
    }
  }
}
