package dev.reinstate.apply;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.reinstate.plan.Action;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Actions in the order in which to begin them: next is always one of the host that has fewest under
 * way, so that a host that keeps its actions waiting leaves the others all places but its share.
 * Those of one host stay in their order.
 */
final class HostTurns extends AbstractCollection<HostTurns.Turn> {

  /**
   * An action that is to begin.
   *
   * @param index among all actions, as they were given
   * @param underWay of its host, this one included
   */
  record Turn(int index, Action action, AtomicInteger underWay) {

    void ended() {
      underWay.decrementAndGet();
    }
  }

  private final ImmutableList<Action> actions;

  HostTurns(ImmutableList<Action> actions) {
    this.actions = actions;
  }

  @Override
  public int size() {
    return actions.size();
  }

  /** Each has its own idea of what is under way. */
  @Override
  public Iterator<Turn> iterator() {
    Map<String, ImmutableIntArray.Builder> byHost = new LinkedHashMap<>();
    for (int i = 0; i < actions.size(); i++) {
      byHost
          .computeIfAbsent(actions.get(i).repository().host(), host -> ImmutableIntArray.builder())
          .add(i);
    }
    List<Host> hosts = new ArrayList<>();
    byHost.values().forEach(indices -> hosts.add(new Host(indices.build())));
    return new Order(hosts);
  }

  /** What a host has still to begin. */
  private static final class Host {
    private final ImmutableIntArray indices;
    private final AtomicInteger underWay = new AtomicInteger();
    private int next;

    Host(ImmutableIntArray indices) {
      this.indices = indices;
    }

    boolean isDone() {
      return next == indices.length();
    }
  }

  private final class Order implements Iterator<Turn> {

    /** Whose turn was longest ago comes first. */
    private final List<Host> waiting;

    Order(List<Host> waiting) {
      this.waiting = waiting;
    }

    @Override
    public boolean hasNext() {
      return !waiting.isEmpty();
    }

    @Override
    public Turn next() {
      Host host = waiting.remove(idlest());
      int index = host.indices.get(host.next++);
      host.underWay.incrementAndGet();
      if (!host.isDone()) {
        waiting.add(host);
      }
      return new Turn(index, actions.get(index), host.underWay);
    }

    private int idlest() {
      if (waiting.isEmpty()) {
        throw new NoSuchElementException();
      }
      int idlest = 0;
      int fewest = Integer.MAX_VALUE;
      for (int i = 0; i < waiting.size(); i++) {
        int underWay = waiting.get(i).underWay.get();
        if (underWay < fewest) {
          fewest = underWay;
          idlest = i;
        }
      }
      return idlest;
    }
  }
}
