package dev.reinstate.inventory;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which to ask: one repository of each host in turn. Each host takes so many requests
 * at once; asked one host after the other, most of them would idle.
 */
public final class HostRotation {

  private HostRotation() {}

  /** The same repositories; those of one host stay in their order. */
  public static ImmutableList<Repository> of(Collection<Repository> repositories) {
    Map<String, List<Repository>> byHost = new LinkedHashMap<>();
    for (Repository repository : repositories) {
      byHost.computeIfAbsent(repository.host(), host -> new ArrayList<>()).add(repository);
    }
    List<Iterator<Repository>> turns = new ArrayList<>();
    byHost.values().forEach(ofHost -> turns.add(ofHost.iterator()));
    ImmutableList.Builder<Repository> order =
        ImmutableList.builderWithExpectedSize(repositories.size());
    while (!turns.isEmpty()) {
      turns.removeIf(host -> !host.hasNext());
      turns.forEach(host -> order.add(host.next()));
    }
    return order.build();
  }
}
