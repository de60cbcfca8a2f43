package dev.reinstate.endtoend;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import dev.reinstate.sandbox.content.RepositoryState;
import java.util.Map;

/** What registries no longer hold: manifests, blobs, or tags whatever their values. */
final class Losses {

  private static final RepositoryState NOTHING =
      new RepositoryState(ImmutableSet.of(), ImmutableSortedMap.of(), ImmutableSet.of());

  private Losses() {}

  /** One line for each thing that was there before and is not there after. */
  static ImmutableList<String> between(
      Map<String, ImmutableSortedMap<String, RepositoryState>> before,
      Map<String, ImmutableSortedMap<String, RepositoryState>> after) {
    ImmutableList.Builder<String> losses = ImmutableList.builder();
    before.forEach(
        (host, repositories) ->
            repositories.forEach(
                (path, held) ->
                    between(held, after.get(host).getOrDefault(path, NOTHING))
                        .forEach(lost -> losses.add(host + "/" + path + " " + lost))));
    return losses.build();
  }

  private static ImmutableList<String> between(RepositoryState before, RepositoryState after) {
    ImmutableList.Builder<String> losses = ImmutableList.builder();
    Sets.difference(before.images(), after.images()).forEach(i -> losses.add("image " + i));
    Sets.difference(before.blobs(), after.blobs()).forEach(b -> losses.add("blob " + b));
    Sets.difference(before.tags().keySet(), after.tags().keySet())
        .forEach(tag -> losses.add("tag " + tag));
    return losses.build();
  }
}
