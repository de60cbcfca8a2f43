package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import dev.reinstate.image.Repository;
import dev.reinstate.sandbox.content.RepositoryState;
import java.util.Map;

/** What happened to tags, judged by the design's table. */
final class TagAudit {

  private TagAudit() {}

  /** One line for each tag that has a value it must not have. */
  static ImmutableList<String> violations(
      RandomWorld world,
      Map<String, ImmutableSortedMap<String, RepositoryState>> before,
      Map<String, ImmutableSortedMap<String, RepositoryState>> after) {
    ImmutableList.Builder<String> violations = ImmutableList.builder();
    after.forEach(
        (host, repositories) ->
            repositories.forEach(
                (path, held) -> {
                  Repository repository = new Repository(host, path);
                  RepositoryState was = before.get(host).get(path);
                  Map<String, DescriptorDigest> tags = was == null ? Map.of() : was.tags();
                  violations.addAll(
                      violations(world, repository, Maps.difference(tags, held.tags())));
                }));
    return violations.build();
  }

  private static ImmutableList<String> violations(
      RandomWorld world, Repository repository, MapDifference<String, DescriptorDigest> changes) {
    ImmutableList.Builder<String> violations = ImmutableList.builder();
    changes
        .entriesOnlyOnRight()
        .forEach(
            (tag, digest) -> {
              if (!world.mayAdd(repository, tag, digest)) {
                violations.add(repository + ":" + tag + " put at " + digest);
              }
            });
    changes
        .entriesDiffering()
        .forEach(
            (tag, moved) -> {
              if (!world.mayMove(
                  repository, tag, moved.leftValue(), moved.rightValue(), false, false)) {
                violations.add(repository + ":" + tag + " moved: " + moved);
              }
            });
    return violations.build();
  }
}
