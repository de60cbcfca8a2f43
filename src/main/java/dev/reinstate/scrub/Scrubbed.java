package dev.reinstate.scrub;

import com.google.common.collect.ImmutableMap;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * What a pass over a universe saw.
 *
 * @param visited the images that were visited, by their numbers in the universe
 * @param broken what was seen of those that are not whole
 */
record Scrubbed(BitSet visited, ImmutableMap<Integer, Visit> broken) {

  IntStream whole() {
    return visited.stream().filter(image -> !broken.containsKey(image));
  }

  IntStream damaged() {
    return broken.entrySet().stream()
        .filter(each -> !each.getValue().faults().isEmpty())
        .mapToInt(each -> each.getKey());
  }

  IntStream unread() {
    return broken.entrySet().stream()
        .filter(each -> each.getValue().faults().isEmpty())
        .mapToInt(each -> each.getKey());
  }

  /** The same with images that were visited again. */
  Scrubbed after(Scrubbed again) {
    ImmutableMap.Builder<Integer, Visit> now = ImmutableMap.builder();
    broken.forEach(
        (image, visit) -> {
          if (!again.visited.get(image)) {
            now.put(image, visit);
          }
        });
    return new Scrubbed(visited, now.putAll(again.broken).buildOrThrow());
  }
}
